/**
 * One change of doctor, over two doctors and a person: places first, then the person's record,
 * then the counts. Whoever stops half-way leaves moves that `settle` brings to their end, so that a
 * crash holds a place too many and never one too few.
 */
import { ApiError } from '../kit/errors.ts';
import type { RegistryStores } from './collections.ts';
import { withMove, withoutMove } from './places.ts';
import { afterAct, type ChoiceAct, isWritten, isWrittenBy, judge } from './choice-acts.ts';
import { openChoice } from './rules.ts';
import type { Move, StoredPerson } from './stored.ts';

export type DoctorStores = Pick<RegistryStores, 'persons' | 'doctors'>;

/** A move and the doctor at whom it is. */
interface PlacedMove {
  readonly doctorId: string;
  readonly move: Move;
}

/**
 * Does the act of a person and answers the record after it. An act that was written is not done
 * again: what its first try left is settled by the upkeep. @throws ApiError what `judge` throws
 */
export async function changeDoctor(
  stores: DoctorStores,
  person: StoredPerson,
  act: ChoiceAct,
): Promise<StoredPerson> {
  if (isWritten(person, act.id)) return person;
  judge(person, act); // a refusal takes no place
  const leaves = openChoice(person)?.doctorId;
  const moves = movesOf(person.id, act, leaves);
  const begun: PlacedMove[] = [];
  try {
    for (const one of moves) {
      await stores.doctors.update(one.doctorId, (doctor) => withMove(doctor, one.move));
      begun.push(one);
    }
    const after = await stores.persons.update(person.id, (current) => {
      if (!isWritten(current, act.id) && openChoice(current)?.doctorId !== leaves)
        throw new ApiError('current-changed');
      return afterAct(current, act);
    });
    await end(stores, begun, isWrittenBy(after, act.move));
    return after;
  } catch (error) {
    // What is no refusal may have been written: its moves stay until somebody looks.
    if (error instanceof ApiError) await end(stores, begun, false);
    throw error;
  }
}

/** Ends a move that was left open, as the person's record says. */
export async function settle(stores: DoctorStores, { doctorId, move }: PlacedMove): Promise<void> {
  const person = await stores.persons.get(move.person);
  await end(stores, [{ doctorId, move }], person !== undefined && isWrittenBy(person, move.id));
}

function movesOf(person: string, act: ChoiceAct, leaves: string | undefined): PlacedMove[] {
  const move = { id: act.move, person, at: act.now };
  return [
    ...(act.doctor
      ? [{ doctorId: act.doctor.id, move: { ...move, direction: 'in' } as const }]
      : []),
    ...(leaves === undefined
      ? []
      : [{ doctorId: leaves, move: { ...move, direction: 'out' } as const }]),
  ];
}

async function end(
  { doctors }: DoctorStores,
  moves: readonly PlacedMove[],
  written: boolean,
): Promise<void> {
  for (const { doctorId, move } of moves)
    await doctors.update(doctorId, (doctor) => withoutMove(doctor, move.id, written));
}
