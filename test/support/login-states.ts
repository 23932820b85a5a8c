/** Every page of the login in a browser, one after another: for axe, widths and pictures. */
import type { Page } from 'playwright-core';
import type { Requested } from '../../src/domain/login.ts';
import type { LoginSystem } from './login-pages.ts';
import { PASSWORD, SERIAL, TEMPORARY } from './login-people.ts';
import { go, press } from './login-ways.ts';

/** A page by the name of its prototype, and the way to it. */
export interface LoginState {
  readonly name: string;
  /** The citizen has a temporary password. */
  readonly firstAccess?: true;
  open(system: LoginSystem, page: Page): Promise<unknown>;
}

const SELF = { choice: { self: true } } as const;
const AT_DOCTOR: Partial<Requested> = {
  needsPin: true,
  targets: [
    {
      audience: 'http://localhost:3004',
      service: 'registry',
      isDelegationAware: true,
      scopes: ['registry:choose'],
    },
  ],
};

export const LOGIN_STATES: readonly LoginState[] = [
  { name: 'password', open: (system, page) => go(system, page) },
  { name: 'password-error', open: (system, page) => logIn(system, page, 'sbagliata') },
  {
    name: 'password-empty',
    open: async (system, page) => {
      await go(system, page);
      await press(page);
    },
  },
  {
    name: 'new-password',
    firstAccess: true,
    open: (system, page) => logIn(system, page, TEMPORARY.desk + TEMPORARY.sms),
  },
  { name: 'new-password-error', firstAccess: true, open: newPasswordError },
  { name: 'one-time-code', open: (system, page) => toCode(system, page) },
  {
    name: 'one-time-code-error',
    open: async (system, page) => {
      await toCode(system, page);
      await page.fill('#code', '00000000');
      await press(page);
    },
  },
  {
    name: 'one-time-code-wait',
    open: async (system, page) => {
      await toCode(system, page);
      await press(page, '[value=resend]');
    },
  },
  {
    name: 'one-time-code-failed',
    open: async (system, page) => {
      await system.tell(await toCode(system, page), 'code_undelivered');
      await page.reload();
    },
  },
  { name: 'one-time-code-expired', open: expiredCode },
  {
    name: 'delegation',
    open: (system, page) => go(system, page, { needsChoice: true }, {}),
  },
  {
    name: 'delegation-error',
    open: async (system, page) => {
      await go(system, page, { needsChoice: true }, {});
      await press(page);
    },
  },
  { name: 'pin', open: (system, page) => go(system, page, AT_DOCTOR, SELF) },
  {
    name: 'pin-error',
    open: async (system, page) => {
      await go(system, page, AT_DOCTOR, SELF);
      await page.fill('#pin', '000000');
      await press(page);
    },
  },
  {
    name: 'consent',
    open: (system, page) => go(system, page, { needsConsent: 'third_party' }, SELF),
  },
  {
    name: 'continue',
    open: (system, page) => go(system, page, { needsConsent: 'public_client' }, SELF),
  },
  { name: 'error-too-many', open: tooMany },
  {
    name: 'error-expired',
    open: async (system, page) => {
      system.forget(await go(system, page));
      await page.reload();
    },
  },
  {
    name: 'error-not-found',
    open: (system, page) => page.goto(`${system.url}/nowhere`),
  },
  ...['logout', 'logged-out', 'broken', 'unavailable', 'bad-request'].map((name) => ({
    name,
    open: (system: LoginSystem, page: Page) => page.goto(`${system.url}/shown/${name}`),
  })),
  { name: 'help', open: (system, page) => page.goto(`${system.url}/help`) },
  {
    name: 'accessibility',
    open: (system, page) => page.goto(`${system.url}/accessibility`),
  },
  {
    name: 'privacy',
    open: (system, page) => page.goto(`${system.url}/privacy`),
  },
];

async function logIn(system: LoginSystem, page: Page, password: string): Promise<void> {
  await go(system, page);
  await page.fill('#card_serial', SERIAL);
  await page.fill('#password', password);
  await press(page);
}

async function toCode(system: LoginSystem, page: Page): Promise<string> {
  await logIn(system, page, PASSWORD);
  return page.url();
}

async function newPasswordError(system: LoginSystem, page: Page): Promise<void> {
  await logIn(system, page, TEMPORARY.desk + TEMPORARY.sms);
  await page.fill('#new_password', 'sei123');
  await page.fill('#new_password_confirm', 'sei123');
  await press(page);
}

async function expiredCode(system: LoginSystem, page: Page): Promise<void> {
  const address = await toCode(system, page);
  await system.deps.stores.attempts.update(address.split('/').at(-1) ?? '', (attempt) =>
    attempt.challenge
      ? {
          ...attempt,
          challenge: { ...attempt.challenge, createdAt: attempt.challenge.createdAt - 700_000 },
        }
      : attempt,
  );
  await page.reload();
}

async function tooMany(system: LoginSystem, page: Page): Promise<void> {
  await toCode(system, page);
  for (let tries = 0; tries < 5; tries += 1) {
    await page.fill('#code', '00000000');
    await press(page);
  }
}
