/**
 * Puts the demo's people into the identity database, through the same commands as the desk: real
 * hashes, real cards, real delegations, real halves in the outbox.
 *
 * Each part is done once whatever happens: a second start changes nothing, a start after a crash
 * completes what is missing, and of two starts at once the one that recorded somebody gives them
 * their credentials, and the one that recorded Carla writes the file.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { DEMO_WAIT_MS } from '../../config/limits.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { personByFiscalCode, recordPerson } from '../commands/known-person.ts';
import { isTemporary } from '../domain/account.ts';
import { todayInRome } from '../domain/civil-date.ts';
import { demoStamp } from '../stores/stamp.ts';
import { type DemoCitizen, readCitizens, writeCitizens } from './citizens-file.ts';
import { giveCredentials, giveDelegations, giveTemporary } from './credentials.ts';
import {
  type DemoName,
  type DemoPerson,
  type DemoPlace,
  type SeededPerson,
  demoPersons,
} from './persons.ts';

/** A line of the table that `npm start` prints: who can log in, and what for. */
export interface DemoRow {
  readonly name: string;
  readonly serial: string;
  readonly password: string;
  readonly shows: string;
}

/** How often a start looks whether another one is done. */
const LOOK_MS = 50;

/**
 * Makes sure that the people are there and are written down; the database must be stamped `demo`.
 * Answers the rows of the table.
 */
export async function seedPeople(deps: CommandDeps, place: DemoPlace): Promise<readonly DemoRow[]> {
  const stamp = await demoStamp(deps.stores);
  if (!stamp) throw new Error('the demo works on a database stamped as its own');
  const people = demoPersons(todayInRome(stamp.createdAt));
  const written = await ensured(deps, place, people);
  return people.flatMap(({ credentials, person }) => {
    const entry = written.find(({ fiscal_code: code }) => code === person.fiscalCode);
    if (!credentials || !entry) return [];
    const { name, card_serial: serial, password } = entry;
    return [{ name, serial: serial ?? '', password: password ?? '', shows: credentials.shows }];
  });
}

async function ensured(
  deps: CommandDeps,
  place: DemoPlace,
  people: readonly DemoPerson[],
): Promise<readonly DemoCitizen[]> {
  const mine = new Set<DemoName>();
  const seeded: SeededPerson[] = [];
  for (const each of people) {
    // Asked first, since a known person may have been suspended or renamed in the demo.
    const known = await personByFiscalCode(deps.stores, each.person.fiscalCode);
    const recorded = known ? undefined : await recordPerson(deps, each.person, place.now);
    const account = known ?? recorded?.account;
    if (recorded?.isNew) mine.add(each.name);
    if (account) seeded.push({ ...each, account });
  }
  if (mine.size === 0) {
    const written = await readWhole(place.varFolder, seeded);
    if (written) return written;
  }
  const own = seeded.filter(({ name }) => mine.has(name));
  await Promise.all(own.map((each) => giveCredentials(deps, each, place.now)));
  await giveDelegations(deps, seeded, place.now);
  const firstAccess = own.find(({ credentials }) => credentials && !credentials.password);
  const others = firstAccess ? undefined : await writtenByAnother(place.varFolder, seeded);
  return others ?? (await writeDown(deps, place, seeded));
}

/** The file, if it speaks of these very accounts: it may be left from another database. */
async function readWhole(
  varFolder: string,
  seeded: readonly SeededPerson[],
): Promise<readonly DemoCitizen[] | undefined> {
  const written = await readCitizens(varFolder);
  const subs = new Set(written?.map(({ sub }) => sub));
  return seeded.every(({ account }) => subs.has(account.id)) ? written : undefined;
}

/** Waits for the start that recorded Carla; if it died, nobody else writes the file. */
async function writtenByAnother(
  varFolder: string,
  seeded: readonly SeededPerson[],
): Promise<readonly DemoCitizen[] | undefined> {
  for (let waited = 0; waited < DEMO_WAIT_MS; waited += LOOK_MS) {
    const written = await readWhole(varFolder, seeded);
    if (written) return written;
    await wait(LOOK_MS);
  }
  return undefined;
}

/** Completes everybody and writes the file. */
async function writeDown(
  deps: CommandDeps,
  place: DemoPlace,
  seeded: readonly SeededPerson[],
): Promise<readonly DemoCitizen[]> {
  const citizens: DemoCitizen[] = [];
  for (const each of seeded) {
    await giveCredentials(deps, each, place.now);
    citizens.push(await describe(deps, place, each, seeded));
  }
  await writeCitizens(place.varFolder, citizens);
  return citizens;
}

async function describe(
  deps: CommandDeps,
  place: DemoPlace,
  each: SeededPerson,
  seeded: readonly SeededPerson[],
): Promise<DemoCitizen> {
  const { person, credentials, account } = each;
  const held = await deps.stores.delegations.find({ delegateId: account.id });
  const now = (await deps.stores.accounts.get(account.id)) ?? account;
  const isFirstAccess = credentials !== undefined && (!now.password || isTemporary(now.password));
  return {
    name: nameOf(each),
    fiscal_code: person.fiscalCode,
    sub: account.id,
    card_serial: credentials?.cardSerial ?? null,
    old_card_serial: credentials?.oldCardSerial ?? null,
    password: isFirstAccess
      ? await giveTemporary(deps, each, place)
      : (credentials?.password ?? null),
    phone: credentials?.phone ?? null,
    pin: credentials?.pin ?? null,
    first_access: isFirstAccess,
    delegations: held.flatMap(({ id, delegatorId, basis, revokedAt }) => {
      const patient = seeded.find((other) => other.account.id === delegatorId);
      if (!patient || revokedAt !== undefined) return [];
      return [{ delegation_id: id, for: nameOf(patient), basis }];
    }),
  };
}

function nameOf({ person }: DemoPerson): string {
  return `${person.givenName} ${person.familyName}`;
}
