/** A browser's cookies and redirects, as far as a login needs them. */

/** Keeps cookies by path; answers where it was sent. */
export class Jar {
  readonly #cookies = new Map<string, { readonly value: string; readonly path: string }>();

  /** Requests an address without following; answers the address it leads to, or its own. */
  get(url: string): Promise<string> {
    return this.#send(url, {});
  }

  /** Posts a form; answers where it leads. @throws Error it was refused */
  post(url: string, fields: Readonly<Record<string, string>>): Promise<string> {
    return this.#send(url, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async #send(url: string, init: RequestInit): Promise<string> {
    const { pathname } = new URL(url);
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split(' ')[0] ?? ''}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', cookie },
    });
    await response.arrayBuffer();
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      const path = /;\s*path=([^;]*)/i.exec(line)?.[1] ?? '/';
      if (value === '') this.#cookies.delete(`${name} ${path}`);
      else this.#cookies.set(`${name} ${path}`, { value, path });
    }
    if (response.status >= 400)
      throw new Error(`${pathname.split('/')[1] ?? ''} answers ${response.status}`);
    const location = response.headers.get('location');
    return location === null ? url : new URL(location, url).href;
  }
}
