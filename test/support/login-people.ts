/** People of the page tests: Maria Rossi, who logs in, and those she may act for. */
import type { Account } from '../../src/domain/account.ts';
import { normaliseTemporary } from '../../src/domain/password-halves.ts';
import { parsePhoneNumber } from '../../src/domain/parse-phone-number.ts';
import type { TestDeps } from './command-deps.ts';

export const SERIAL = '0123456789';
export const PASSWORD = 'tre parole lontane';
/** Halves of the first password. */
export const TEMPORARY = { desk: 'ypd7jhem', sms: '39ntrkac' };
export const PIN = '482913';

/** The citizen with card, telephone, PIN, and her own password or a temporary one. */
export async function addMaria(deps: TestDeps, isFirstAccess: boolean): Promise<Account> {
  const now = Date.now() - 1000;
  const text = isFirstAccess ? normaliseTemporary(TEMPORARY.desk + TEMPORARY.sms) : PASSWORD;
  const account = await addPerson(deps, {
    id: 'maria',
    givenName: 'Maria',
    familyName: 'Rossi',
    phone: parsePhoneNumber('+393331234567'),
    password: {
      hash: await deps.hasher.hash(text),
      setAt: now,
      ...(isFirstAccess ? { temporaryUntil: now + 86_400_000 } : {}),
    },
    pin: { hash: await deps.hasher.hash(PIN), setAt: now, failures: 0 },
  });
  await deps.stores.cards.insert({
    id: SERIAL,
    accountId: account.id,
    issuedAt: now,
    activeFor: account.id,
  });
  return account;
}

/** Fiscal codes of nobody, one a person. */
const CODES = [
  'RSSMRA80A41F205B',
  'BNCLCU17E03F205W',
  'BNCGLI09A54F205H',
  'VRDNNA38H62F205K',
  'NREGNN50A01F205X',
];

/** Anybody, without credentials unless given. */
export async function addPerson(
  deps: TestDeps,
  change: Partial<Account> & { readonly id: string },
): Promise<Account> {
  const taken = await Promise.all(
    CODES.map((fiscalCode) =>
      deps.stores.accounts.find({ fiscalCode: fiscalCode as Account['fiscalCode'] }),
    ),
  );
  const fiscalCode = CODES.find((_code, index) => taken[index]?.length === 0) ?? '';
  const account: Account = {
    kind: 'citizen',
    status: 'active',
    fiscalCode: fiscalCode as Account['fiscalCode'], // nobody checks its last letter here
    givenName: 'Anna',
    familyName: 'Verdi',
    birthdate: '1980-01-01',
    gender: 'female',
    language: 'it',
    notices: false,
    codeFailures: 0,
    notBefore: 0,
    createdAt: Date.now() - 1000,
    ...change,
  };
  await deps.stores.accounts.insert(account);
  return account;
}
