/** Every route of the registry server: what its door lets in is said on each, and held by a table in the tests. */
import { accessLogRoutes } from '../kit/access-log-routes.ts';
import type { PersonCaller } from '../kit/caller.ts';
import type { Admitted } from '../kit/require.ts';
import type { Route } from '../kit/route.ts';
import type { ServerParts } from '../kit/server.ts';
import { isDelegate } from './callers.ts';
import { choiceRoutes } from './choice-routes.ts';
import type { RegistryStores } from './collections.ts';
import { consentId } from './consent.ts';
import { consentRoutes } from './consent-routes.ts';
import { doctorRoutes } from './doctor-routes.ts';
import { isVisible } from './note.ts';
import { noteRoutes } from './note-routes.ts';
import { patientRoutes } from './patient-routes.ts';
import { PURPOSES } from './stored.ts';

export interface RegistryRoutesOptions extends ServerParts {
  readonly stores: RegistryStores;
}

/** All of them. */
export function registryRoutes(options: RegistryRoutesOptions): Route[] {
  return [
    ...patientRoutes(options),
    ...doctorRoutes(options),
    ...choiceRoutes(options),
    ...consentRoutes(options),
    ...noteRoutes(options),
    ...accessLogRoutes({
      ...options,
      name: 'Registry',
      scope: 'registry:read',
      itemsOf: (caller) => itemsOf(options.stores, caller),
    }),
  ];
}

/** Ids of a person's items, those of deleted notes too, and whether a reader of the log may know of each. */
async function itemsOf(
  { notes, deletedNotes }: RegistryStores,
  caller: Admitted & PersonCaller,
): Promise<ReadonlyMap<string, boolean>> {
  const { fiscalCode, patientId } = caller;
  const [kept, deleted] = await Promise.all([
    notes.find({ fiscalCode }),
    deletedNotes.find({ fiscalCode }),
  ]);
  return new Map([
    ...PURPOSES.map((purpose): [string, boolean] => [consentId(patientId, purpose), true]),
    // a note that is still there stands after its own deletion that stopped half-way
    ...[...deleted, ...kept].map((note): [string, boolean] => [
      note.id,
      isVisible(note, isDelegate(caller)),
    ]),
  ]);
}
