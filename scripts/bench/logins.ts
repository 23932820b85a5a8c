/** Full logins as a mobile app makes them: password, code, choice, token. */
import { createHash, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Settings } from '../../config/settings.ts';
import { loadSecrets } from '../../config/secrets.ts';
import { createHasher, type Hasher } from '../../src/credentials/hasher.ts';
import { newId } from '../../src/credentials/random.ts';
import type { Account } from '../../src/domain/account.ts';
import type { FiscalCode } from '../../src/domain/fiscal-code.ts';
import type { PhoneNumber } from '../../src/domain/phone-number.ts';
import { openStore } from '../../src/storage/open.ts';
import { openStores } from '../../src/stores/stores.ts';
import { Jar } from './jar.ts';
import type { Rate } from './load.ts';

const PASSWORD = 'bench-nuvola-tamburo-limone';
/** The account's budget of codes (ACCOUNT_SENDINGS) lets each person log in so often in one run. */
const LOGINS_EACH = 3;
const REDIRECT = 'http://127.0.0.1:9/callback';

/** People who can log in, each a few times. */
export interface BenchPeople {
  next(): { readonly serial: string; readonly phone: string };
  readonly outbox: Outbox;
}

/** Puts people straight into the database: enrolling each would cost a hash each. */
export async function prepareLogins(settings: Settings, count: number): Promise<BenchPeople> {
  const hash = await hasherOf(settings).hash(PASSWORD);
  const store = await openStore(settings.databases.identity);
  const stores = openStores(store);
  const numbers = Array.from({ length: count }, (_, index) => String(index).padStart(7, '0'));
  await Promise.all(
    numbers.map(async (number) => {
      const account = benchAccount(number, hash);
      await stores.accounts.insert(account);
      await stores.cards.insert({
        id: `700${number}`,
        accountId: account.id,
        issuedAt: Date.now(),
        activeFor: account.id,
      });
    }),
  );
  await store.close();
  let turn = 0;
  return {
    outbox: new Outbox(path.join(settings.varFolder, 'outbox', 'sms.jsonl')),
    next() {
      const number = numbers[turn % count] ?? '';
      turn += 1;
      if (turn > count * LOGINS_EACH)
        throw new Error('the bench has too few people for so many logins');
      return { serial: `700${number}`, phone: `+39333${number}` };
    },
  };
}

/** argon2 alone, as many at once as there are cores. */
export async function measureHashing(settings: Settings, seconds: number): Promise<Rate> {
  const hasher = hasherOf(settings);
  const hash = await hasher.hash(PASSWORD);
  return measure(seconds, availableParallelism(), async () => {
    await hasher.verify(hash, PASSWORD, 'known');
  });
}

/** Full logins, twice as many at once as there are cores. */
export function measureLogins(
  settings: Settings,
  people: BenchPeople,
  seconds: number,
): Promise<Rate> {
  return measure(seconds, 2 * availableParallelism(), async () => {
    await login(settings, people, { resource: settings.urls.fse, scope: 'openid fse:read' });
  });
}

/** One login from the request to the token response. */
export async function login(
  settings: Settings,
  people: BenchPeople,
  request: { readonly resource: string; readonly scope?: string },
): Promise<{ readonly access_token: string }> {
  const { serial, phone } = people.next();
  const verifier = randomBytes(32).toString('base64url');
  const jar = new Jar();
  const page = await jar.get(
    `${settings.issuer}/auth?${new URLSearchParams({
      client_id: 'app-mobile',
      response_type: 'code',
      redirect_uri: REDIRECT,
      scope: 'openid',
      prompt: 'delegation',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...request,
    }).toString()}`,
  );
  await jar.post(page, { card_serial: serial, password: PASSWORD });
  await jar.post(page, { code: await people.outbox.code(phone) });
  const resume = await jar.post(page, { delegation: 'self' });
  const code = new URL(await jar.get(resume)).searchParams.get('code') ?? '';
  const response = await fetch(`${settings.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'app-mobile',
      redirect_uri: REDIRECT,
      code,
      code_verifier: verifier,
    }),
  });
  if (!response.ok) throw new Error(`no token: ${await response.text()}`);
  return (await response.json()) as { access_token: string };
}

/** Reads what is new in the outbox, once for everybody who waits. */
class Outbox {
  readonly #file: string;
  readonly #codes = new Map<string, string>();
  #offset = 0;
  #reading: Promise<void> | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** The next code of a number. */
  async code(phone: string): Promise<string> {
    for (let tries = 0; tries < 2000; tries += 1) {
      const code = this.#codes.get(phone);
      if (code !== undefined) {
        this.#codes.delete(phone);
        return code;
      }
      this.#reading ??= this.#readOn().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
      await wait(2);
    }
    throw new Error('no code came');
  }

  async #readOn(): Promise<void> {
    const handle = await open(this.#file);
    const { size } = await handle.stat();
    const { buffer } = await handle.read({
      buffer: Buffer.alloc(size - this.#offset),
      position: this.#offset,
    });
    await handle.close();
    const end = buffer.lastIndexOf(10) + 1;
    this.#offset += end;
    for (const line of buffer.subarray(0, end).toString().split('\n').filter(Boolean)) {
      const { to, text } = JSON.parse(line) as { to: string; text: string }; // written by the outbox channel
      const code = /#(\d{8})$/.exec(text)?.[1];
      if (code !== undefined) this.#codes.set(to, code);
    }
  }
}

async function measure(seconds: number, atOnce: number, work: () => Promise<void>): Promise<Rate> {
  const begun = performance.now();
  let done = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() - begun < seconds * 1000) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
  return { perSecond: done / ((performance.now() - begun) / 1000) };
}

function hasherOf(settings: Settings): Hasher {
  return createHasher({
    pepper: loadSecrets(settings.varFolder, false).pepper,
    cost: settings.hash,
    queueWaitMs: 60_000,
  });
}

function benchAccount(number: string, hash: string): Account {
  return {
    id: newId(),
    kind: 'citizen',
    status: 'active',
    fiscalCode: `BENCH${number}` as FiscalCode, // never read as a code here
    givenName: 'Prova',
    familyName: 'Misura',
    birthdate: '1970-01-01',
    gender: 'female',
    language: 'it',
    notices: false,
    phone: `+39333${number}` as PhoneNumber, // never dialled: the outbox takes it
    password: { hash, setAt: Date.now() },
    codeFailures: 0,
    notBefore: 0,
    createdAt: Date.now(),
  };
}
