/** Attempts as tests begin them, and persons who can log in. */
import { randomUUID } from 'node:crypto';
import type { CommandDeps, LoginContext } from '../../src/commands/deps.ts';
import type { Account } from '../../src/domain/account.ts';
import { beginAttempt } from '../../src/domain/begin-attempt.ts';
import type { LoginAttempt, Requested } from '../../src/domain/login.ts';
import type { TestDeps } from './command-deps.ts';
import { inventedCredentials, inventedPerson } from './invented-people.ts';

/** What a portal asks that reads the health record. */
export const REQUESTED: Requested = {
  clientId: 'portale-salute',
  targets: [
    {
      audience: 'http://localhost:3001',
      service: 'fse',
      isDelegationAware: true,
      scopes: ['fse:read'],
    },
  ],
  mayDelegate: true,
  needsPin: false,
  needsChoice: false,
  needsConsent: false,
};

/** An attempt without session, not stored. */
export function newAttempt(now: number, requested: Partial<Requested> = {}): LoginAttempt {
  return beginAttempt({ id: randomUUID(), requested: { ...REQUESTED, ...requested }, now });
}

/** The context of one POST; without change from an address of its own and without page. */
export function contextOf(
  attempt: LoginAttempt,
  now: number,
  change: Partial<LoginContext> = {},
): LoginContext {
  return { attempt, now, visitor: { address: '192.0.2.1' }, ...change };
}

/** The attempt as it is stored. */
export async function stored(deps: Pick<CommandDeps, 'stores'>, id: string): Promise<LoginAttempt> {
  const attempt = await deps.stores.attempts.get(id);
  if (!attempt) throw new Error('the attempt is not stored');
  return attempt;
}

/** A person with a password of their own. */
export interface Citizen {
  readonly account: Account;
  readonly serial: string;
  readonly password: string;
}

/** The n-th invented person with card, telephone and a password of their own. */
export async function citizen(
  deps: Pick<CommandDeps, 'stores' | 'hasher'>,
  n: number,
  change: Partial<Account> = {},
): Promise<Citizen> {
  const { cardSerial, phone } = inventedCredentials(n);
  const password = `treno lampada ${n} fiume`;
  const account: Account = {
    ...inventedPerson(n),
    id: randomUUID(),
    kind: 'citizen',
    status: 'active',
    gender: 'male',
    language: 'it',
    notices: false,
    phone,
    password: { hash: await deps.hasher.hash(password), setAt: 0 },
    codeFailures: 0,
    notBefore: 0,
    createdAt: 0,
    ...change,
  };
  await deps.stores.accounts.insert(account);
  await deps.stores.cards.insert({
    id: cardSerial,
    accountId: account.id,
    issuedAt: 0,
    activeFor: account.id,
  });
  return { account, serial: cardSerial, password };
}

/** The code in the last SMS of this attempt. */
export function codeSent(deps: TestDeps, attemptId: string): string {
  const message = deps.sent.findLast((draft) => draft.attemptId === attemptId);
  const text = message && 'text' in message.body ? message.body.text : '';
  const code = /#(\d{8})$/.exec(text)?.[1];
  if (code === undefined) throw new Error('no code was sent');
  return code;
}

/** A code that is not the one given. */
export function wrongCode(code: string): string {
  return code.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
}
