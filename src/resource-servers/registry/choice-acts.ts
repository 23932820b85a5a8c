/** What a change of doctor makes of a person's record. Pure: each rule is asked of the record as it is. */
import { DOCTOR_CHOICES_KEPT } from '../../../config/limits.ts';
import { ApiError } from '../kit/errors.ts';
import { careEnd, choicesAt, currentChoice, hasChangedToday, openChoice, whyNot } from './rules.ts';
import type { Actor, ChoiceEnd, DoctorChoice, StoredDoctor, StoredPerson } from './stored.ts';

/** An act of a person on their choice of doctor. */
export interface ChoiceAct {
  readonly id: string;
  /** Of this try: what its moves are called. */
  readonly move: string;
  /** Absent: the current one is revoked. */
  readonly doctor?: StoredDoctor;
  /** Id of the doctor the person believes to have. */
  readonly believed: string | undefined;
  /** The doctor of that id. */
  readonly current: StoredDoctor | undefined;
  readonly by: Actor;
  readonly now: number;
}

type Choices = Pick<StoredPerson, 'choices'>;

/** Whether an act was written into the person's record. */
export function isWritten({ choices }: Choices, act: string): boolean {
  return choices.some(({ id, endedBy }) => id === act || endedBy === act);
}

/** Whether this very try of an act wrote it. */
export function isWrittenBy({ choices }: Choices, move: string): boolean {
  return choices.some((choice) => choice.move === move || choice.endedMove === move);
}

/**
 * Judges an act by the record as it is.
 * @throws ApiError current-changed · one-change-a-day · wrong-age · wrong-district ·
 * same-association · desk-only · doctor-full · NOT_PROCESSABLE the doctor is the current one
 */
export function judge(person: StoredPerson, act: ChoiceAct): void {
  const { believed, current, doctor, now } = act;
  if (currentChoice(person, now)?.doctorId !== believed) throw new ApiError('current-changed');
  if (hasChangedToday(person, now)) throw new ApiError('one-change-a-day');
  const reason = doctor && whyNot(person, doctor, { current, now });
  if (reason === 'current') throw new ApiError('NOT_PROCESSABLE', { field: 'doctor_id' });
  if (reason !== undefined) throw new ApiError(reason);
}

/** The record after an act; the same act again changes nothing. The place was taken before. */
export function afterAct(person: StoredPerson, act: ChoiceAct): StoredPerson {
  const { id, move, doctor, by, now } = act;
  if (isWritten(person, id)) return person;
  const held = doctor && { ...doctor, taken: 0, moves: [] }; // the place is ours: only the rest is judged
  judge(person, { ...act, ...(held ? { doctor: held } : {}) });
  const ended = ending(person, { act, end: doctor ? 'changed' : 'revoked', now });
  const choices = doctor
    ? [...ended, { id, move, doctorId: doctor.id, kind: doctor.kind, since: now, by }]
    : ended;
  return withCareEnd({ ...person, changedAt: now, choices: choices.slice(-DOCTOR_CHOICES_KEPT) });
}

/** The record after a paediatrician's care ended by age; unchanged when it did not. */
export function afterAge(person: StoredPerson, move: string, now: number): StoredPerson {
  const isOver = openChoice(person) !== undefined && currentChoice(person, now) === undefined;
  if (!isOver) return withCareEnd(person);
  return withCareEnd({
    ...person,
    choices: ending(person, { act: { id: move, move }, end: 'age', now }),
  });
}

/** The record with the instant at which its paediatrician's care ends; as it was when that is right. */
export function withCareEnd(person: StoredPerson): StoredPerson {
  const end = openChoice(person)?.kind === 'pls' ? careEnd(person) : undefined;
  if (person.careEndsAt === end) return person;
  const { careEndsAt: _, ...others } = person;
  return end === undefined ? others : { ...others, careEndsAt: end };
}

/** The choices with the open one ended, by age if that came first. */
function ending(
  person: StoredPerson,
  {
    act,
    end,
    now,
  }: {
    readonly act: Pick<ChoiceAct, 'id' | 'move'>;
    readonly end: ChoiceEnd;
    readonly now: number;
  },
): DoctorChoice[] {
  return choicesAt(person, now).map((choice, n) =>
    person.choices[n]?.until === undefined
      ? {
          ...choice,
          until: choice.until ?? now,
          end: choice.end ?? end,
          endedBy: act.id,
          endedMove: act.move,
        }
      : choice,
  );
}
