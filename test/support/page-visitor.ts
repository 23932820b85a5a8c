/** A visitor of one interaction: as a browser (hidden fields, Origin) or as a program (the contract's fields alone). */
import assert from 'node:assert/strict';
import type { LoginSystem } from './login-pages.ts';

/** A page as it came. */
export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly location: string | null;
  readonly title: string;
  readonly h1: string;
}

export type Fields = Readonly<Record<string, string>>;

export class PageVisitor {
  readonly address: string;
  readonly #jar: Map<string, string>;
  readonly #headers: Record<string, string>;

  constructor(system: LoginSystem, address: string, headers: Record<string, string> = {}) {
    this.address = address;
    this.#headers = headers;
    const [name = '', value = ''] = system.cookieOf(address).split('=');
    this.#jar = new Map([[name, value]]);
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#jar;
  }

  get(path = ''): Promise<Shown> {
    return this.#send(this.address + path, { method: 'GET' });
  }

  /** Posts only these fields, as a program does. */
  post(fields: Fields | string): Promise<Shown> {
    const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
    const type = 'application/x-www-form-urlencoded';
    return this.#send(this.address, { method: 'POST', body, headers: { 'content-type': type } });
  }

  /** Posts the form of a page as a browser does; `origin` when it is another site's. */
  submit(page: Shown, fields: Fields, origin = new URL(this.address).origin): Promise<Shown> {
    const body = new URLSearchParams({ ...hiddenFields(page), ...fields }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin };
    return this.#send(this.address, { method: 'POST', body, headers });
  }

  /** Posts the page's form and shows where it leads; the answer must be 303 to the same address. */
  async answer(page: Shown, fields: Fields): Promise<Shown> {
    const answer = await this.submit(page, fields);
    assert.equal(answer.status, 303, `${answer.status} ${answer.h1}`);
    assert.equal(answer.location, new URL(this.address).pathname);
    return this.get();
  }

  async #send(url: string, init: RequestInit): Promise<Shown> {
    const cookie = [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', cookie, ...this.#headers, ...(init.headers as Fields) };
    const response = await fetch(url, { ...init, redirect: 'manual', headers });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      location: response.headers.get('location'),
      title: /<title>(.*?)<\/title>/.exec(text)?.[1] ?? '',
      h1: (/<h1>(.*?)<\/h1>/.exec(text)?.[1] ?? '').replaceAll(/<[^>]+>/g, ''),
    };
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') this.#jar.delete(name);
    else this.#jar.set(name, value);
  }
}

/** The hidden fields of a page's form. */
export function hiddenFields(page: Shown): Record<string, string> {
  const found = page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return Object.fromEntries([...found].map((match) => [match[1] ?? '', match[2] ?? '']));
}
