/** Feeds the registry server of the demo, in its own process. @source resource-servers 7 */
import { randomUUID } from 'node:crypto';
import { DAY_MS } from '../../config/limits.ts';
import {
  openRegistryStores,
  type RegistryStores,
} from '../resource-servers/registry/collections.ts';
import { textOf } from '../resource-servers/registry/consent-texts.ts';
import { type Actor, PURPOSES, type StoredDoctor } from '../resource-servers/registry/stored.ts';
import { ConflictError, type Store } from '../storage/collection.ts';
import { awaitPeople } from './await-citizens.ts';
import { demoPersons } from './persons.ts';
import { type DemoDoctorName, demoDoctors } from './registry-doctors.ts';
import { demoRecord, type RegistryPerson } from './registry-people.ts';

/** A person with the id that the provider knows them by. */
export interface RegistryCitizen extends RegistryPerson {
  readonly sub: string;
}

/** Stores the demo's things once. @throws Error nobody comes */
export async function feedRegistryDemo(store: Store, varFolder: string): Promise<void> {
  await feedRegistry(store, await awaitPeople(varFolder), Date.now());
}

/** The same for people who are known. A person's record is stored last: it says that all is there. */
export async function feedRegistry(
  store: Store,
  people: readonly RegistryCitizen[],
  now: number,
): Promise<void> {
  const stores = openRegistryStores(store);
  const doctors = await feedDoctors(stores);
  for (const person of people) {
    if (await stores.persons.get(person.fiscalCode)) continue;
    await feedCard(stores, person, now);
    if (person.key === 'Giulia') await feedGiulia(stores, person, now);
    await unlessThere(stores.persons.insert(demoRecord(person, doctors, now)));
  }
}

async function feedDoctors({
  doctors,
}: RegistryStores): Promise<Readonly<Record<DemoDoctorName, StoredDoctor>>> {
  const entries: [string, StoredDoctor][] = [];
  for (const [name, doctor] of Object.entries(demoDoctors())) {
    await unlessThere(doctors.insert(doctor));
    const [stored = doctor] = await doctors.find({ code: doctor.code });
    entries.push([name, stored]);
  }
  return Object.fromEntries(entries) as Readonly<Record<DemoDoctorName, StoredDoctor>>; // the same names
}

/** The number on the back of the card that logs the person in. */
async function feedCard(
  { cards }: RegistryStores,
  { key, fiscalCode }: RegistryCitizen,
  now: number,
): Promise<void> {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const person = demoPersons(day(now)).find(({ name }) => name === key);
  const id = person?.credentials?.cardSerial;
  if (id === undefined) return;
  await unlessThere(
    cards.insert({
      id,
      fiscalCode,
      number: `8038000030${id}`,
      validFrom: day(now - 700 * DAY_MS),
      validUntil: day(now + 1400 * DAY_MS),
    }),
  );
}

const NOTES = [
  { title: 'Pressione', text: 'Pressione 130/84 al mattino, mal di testa leggero.', daysAgo: 4 },
  { title: 'Allergia ai pollini', text: 'Starnuti dopo la passeggiata nel parco.', daysAgo: 60 },
  {
    title: 'Umore',
    text: 'Giornata storta: ne parlo alla prossima visita.',
    daysAgo: 12,
    isPrivate: true,
  },
] as const;

/** Four decisions and three notes, one of them private. */
async function feedGiulia(
  { consents, notes, noteTexts }: RegistryStores,
  { fiscalCode, sub, givenName, familyName }: RegistryCitizen,
  now: number,
): Promise<void> {
  const by: Actor = { sub, role: 'ASS', name: `${givenName} ${familyName}` };
  for (const purpose of PURPOSES)
    await unlessThere(
      consents.insert({
        id: `${fiscalCode}|${purpose}|1`,
        fiscalCode,
        purpose,
        revision: 1,
        decision: purpose === 'prevenzione' ? 'deny' : 'permit',
        text: textOf(purpose).uri,
        at: now - 300 * DAY_MS,
        by,
      }),
    );
  for (const [n, { title, text, daysAgo, ...mark }] of NOTES.entries()) {
    const [id, textId, at] = [randomUUID(), randomUUID(), now - daysAgo * DAY_MS];
    const place = `${fiscalCode}#${'isPrivate' in mark ? 'p' : ''}${n}`;
    if ((await notes.find({ place })).length > 0) continue;
    await noteTexts.insert({ id: textId, noteId: id, text, draftSince: now });
    await unlessThere(
      notes.insert({
        id,
        fiscalCode,
        place,
        revision: 1,
        textId,
        title,
        date: at,
        isPrivate: 'isPrivate' in mark,
        author: by,
        createdAt: at,
        updatedAt: at,
      }),
    );
  }
}

/** Another process may have fed it meanwhile. */
async function unlessThere(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}
