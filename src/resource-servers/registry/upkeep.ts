/**
 * What the clock or a crash left to do: moves of a change of doctor that stopped half-way, a
 * paediatrician's care that ended by age, drafts of notes. Late or repeated it changes no answer
 * but that a place is free again.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  REGISTRY_LEASE_MS,
  REGISTRY_UPKEEP_BATCH,
  REGISTRY_UPKEEP_MS,
} from '../../../config/limits.ts';
import { settle } from './change-doctor.ts';
import { afterAge, isWrittenBy } from './choice-acts.ts';
import type { RegistryStores } from './collections.ts';
import { settleText } from './note-store.ts';
import { withMove, withoutMove } from './places.ts';
import { openChoice } from './rules.ts';
import type { StoredPerson } from './stored.ts';

export interface Upkeep {
  /** Does all that is due at an instant, once. @throws StorageUnavailableError */
  run(now: number): Promise<void>;
  /** Resolves when what is under way is done. */
  close(): Promise<void>;
}

/** Starts it; `report` is told of every failure, and the next round tries again. */
export function startUpkeep(stores: RegistryStores, report: (error: unknown) => void): Upkeep {
  const stopping = new AbortController();
  const run = async (now: number): Promise<void> => {
    await settleMoves(stores, now);
    await endCare(stores, now);
    await settleDrafts(stores, now);
  };
  const rounds = async (): Promise<void> => {
    while (await waited(stopping.signal)) await run(Date.now()).catch(report);
  };
  const running = rounds();
  return {
    run,
    async close() {
      stopping.abort();
      await running;
    },
  };
}

async function settleMoves(stores: RegistryStores, now: number): Promise<void> {
  const due = now - REGISTRY_LEASE_MS;
  for (const { id, moves } of await stores.doctors.before('movesSince', due, REGISTRY_UPKEEP_BATCH))
    for (const move of moves) if (move.at <= due) await settle(stores, { doctorId: id, move });
}

async function endCare(stores: RegistryStores, now: number): Promise<void> {
  for (const person of await stores.persons.before('careEndsAt', now, REGISTRY_UPKEEP_BATCH))
    await endCareOf(stores, person, now);
}

/** As a change of doctor: the move first, then the record, then the count. */
async function endCareOf(
  { persons, doctors }: RegistryStores,
  person: StoredPerson,
  now: number,
): Promise<void> {
  const doctorId = openChoice(person)?.doctorId;
  const move = { id: randomUUID(), person: person.id, direction: 'out', at: now } as const;
  if (doctorId !== undefined) await doctors.update(doctorId, (doctor) => withMove(doctor, move));
  const after = await persons.update(person.id, (current) =>
    openChoice(current)?.doctorId === doctorId ? afterAge(current, move.id, now) : current,
  );
  if (doctorId !== undefined)
    await doctors.update(doctorId, (doctor) =>
      withoutMove(doctor, move.id, isWrittenBy(after, move.id)),
    );
}

async function settleDrafts(stores: RegistryStores, now: number): Promise<void> {
  const due = now - REGISTRY_LEASE_MS;
  for (const text of await stores.noteTexts.before('draftSince', due, REGISTRY_UPKEEP_BATCH))
    await settleText(stores, text);
}

/** Waits without keeping the process alive; false when stopped meanwhile. */
async function waited(signal: AbortSignal): Promise<boolean> {
  return pause(REGISTRY_UPKEEP_MS, true, { signal, ref: false }).catch(() => false);
}
