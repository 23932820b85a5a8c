/** One running system with a clock that can be moved, and a reader at its pages, with script or without. */
import { mock } from 'node:test';
import type { Browser } from 'playwright-core';
import { Reader } from './reader.ts';
import type { TestSystem } from './system.ts';

export const PASSWORD_PAGE = 'Acceda ai servizi sanitari';
export const CODE_PAGE = 'Scriva il codice ricevuto per SMS';

export class Stage {
  readonly #parts: { readonly browser: () => Browser; readonly system: () => TestSystem };
  readonly #readers = new Map<boolean, Reader>();
  #reader: Reader | undefined;
  /** How far the system's clock stands ahead, in milliseconds. */
  #ahead = 0;

  constructor(parts: { readonly browser: () => Browser; readonly system: () => TestSystem }) {
    this.#parts = parts;
  }

  get system(): TestSystem {
    return this.#parts.system();
  }

  get she(): Reader {
    if (!this.#reader) throw new Error('useBrowser comes first');
    return this.#reader;
  }

  /** Moves the system's clock; the browser's own stays where it is. */
  later(seconds: number): void {
    mock.timers.reset();
    this.#ahead += seconds * 1000;
    mock.timers.enable({ apis: ['Date'], now: Date.now() + this.#ahead });
  }

  /** A browser that was never here. */
  async useBrowser({ script = true } = {}): Promise<void> {
    const known = this.#readers.get(script);
    this.#reader =
      known ??
      (await Reader.open(this.#parts.browser(), this.system, { javaScriptEnabled: script }));
    this.#readers.set(script, this.#reader);
    await this.#reader.startAfresh();
  }

  /** In a browser that was never here, up to the password page. */
  async open(options: { readonly script?: boolean } = {}): Promise<void> {
    await this.useBrowser(options);
    await this.she.go('/');
    await this.she.press('Entra');
    await this.she.waitFor(PASSWORD_PAGE);
  }

  /** Types what the password page asks for, without sending it. */
  async typePassword(givenName: string): Promise<void> {
    const { card_serial: serial, password } = this.system.citizen(givenName);
    await this.she.type({ card_serial: serial ?? '', password: password ?? '' });
  }

  /** From the password page to the code page; the code that was sent. */
  async upToCode(givenName: string): Promise<string> {
    const sent = (await this.system.sms()).length;
    await this.typePassword(givenName);
    await this.she.press('Continua');
    await this.she.waitFor(CODE_PAGE);
    return this.she.codeFor(givenName, sent);
  }

  /** How many codes went out while this was done. */
  async codesDuring(work: () => Promise<unknown>): Promise<number> {
    const sent = (await this.system.sms()).length;
    await work();
    const since = (await this.system.sms()).slice(sent);
    return since.filter(({ kind }) => kind === 'one_time_code').length;
  }

  async close(): Promise<void> {
    mock.timers.reset();
    for (const reader of this.#readers.values()) await reader.close();
  }
}
