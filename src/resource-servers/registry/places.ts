/**
 * The places of a doctor: a count, and the changes under way. Pure.
 *
 * A place is taken before the choice is written and counted after it; one that is given back is
 * free only once that is written. A crash in between leaves a move, which counts as a place taken,
 * and which `upkeep.ts` closes by asking the person's record what became of it.
 */
import {
  GP_PATIENTS,
  GP_PATIENTS_AUTHORISED,
  PAEDIATRICIAN_PATIENTS,
} from '../../../config/limits.ts';
import { ApiError } from '../kit/errors.ts';
import type { Move, StoredDoctor } from './stored.ts';

/** Most people this doctor may have. */
export function ceilingOf({ kind, isAuthorised }: Pick<StoredDoctor, 'kind' | 'isAuthorised'>) {
  if (kind === 'pls') return PAEDIATRICIAN_PATIENTS;
  return isAuthorised ? GP_PATIENTS_AUTHORISED : GP_PATIENTS;
}

/** Places that may still be chosen; none below zero, however many an import told of. */
export function freePlaces(doctor: StoredDoctor): number {
  const entering = doctor.moves.filter(({ direction }) => direction === 'in').length;
  return Math.max(0, ceilingOf(doctor) - doctor.taken - entering);
}

/** Begins a move; the same one again changes nothing. @throws ApiError doctor-full */
export function withMove(doctor: StoredDoctor, move: Move): StoredDoctor {
  if (doctor.moves.some(({ id }) => id === move.id)) return doctor;
  if (move.direction === 'in' && freePlaces(doctor) === 0) throw new ApiError('doctor-full');
  return withMoves(doctor, [...doctor.moves, move]);
}

/** Ends a move: counted when the choice was written, forgotten when not; once, however often asked. */
export function withoutMove(doctor: StoredDoctor, id: string, isWritten: boolean): StoredDoctor {
  const move = doctor.moves.find((one) => one.id === id);
  if (!move) return doctor;
  const change = isWritten ? (move.direction === 'in' ? 1 : -1) : 0;
  const others = doctor.moves.filter((one) => one !== move);
  return withMoves({ ...doctor, taken: Math.max(0, doctor.taken + change) }, others);
}

function withMoves(
  { movesSince: _, ...doctor }: StoredDoctor,
  moves: readonly Move[],
): StoredDoctor {
  const [first] = moves.map(({ at }) => at).sort((a, b) => a - b);
  return { ...doctor, moves, ...(first === undefined ? {} : { movesSince: first }) };
}
