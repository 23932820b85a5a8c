/**
 * Which doctor a person may choose on line, and when. Pure; days and birthdays turn at midnight in
 * Rome. @source resource-servers 5; domain.md 23, 48, 49, 50
 */
import { Temporal } from 'temporal-polyfill';
import {
  DOCTOR_CHOICES_KEPT,
  PAEDIATRICIAN_END_YEARS,
  PAEDIATRICIAN_ILL_END_YEARS,
  PAEDIATRICIAN_ONLY_YEARS,
} from '../../../config/limits.ts';
import { ApiError, type ApiErrorCode } from '../kit/errors.ts';
import { ageAt, ROME, toCivilDate } from '../kit/rome.ts';
import { freePlaces } from './places.ts';
import type {
  Actor,
  ChoiceEnd,
  DoctorChoice,
  DoctorKind,
  StoredDoctor,
  StoredPerson,
} from './stored.ts';

/** Why a doctor cannot be chosen: the code a try would be refused with, or that it is the current one. */
export type WhyNot =
  | 'current'
  | Extract<
      ApiErrorCode,
      | 'one-change-a-day'
      | 'wrong-age'
      | 'wrong-district'
      | 'same-association'
      | 'desk-only'
      | 'doctor-full'
    >;

type Born = Pick<StoredPerson, 'birthdate' | 'isSeriouslyIll'>;

/** Kinds of doctor for a person at an instant. */
export function kindsFor({ birthdate, isSeriouslyIll }: Born, now: number): readonly DoctorKind[] {
  const age = ageAt(birthdate, now);
  if (age < PAEDIATRICIAN_ONLY_YEARS) return ['pls'];
  if (age < PAEDIATRICIAN_END_YEARS) return ['mmg', 'pls'];
  return isSeriouslyIll && age < PAEDIATRICIAN_ILL_END_YEARS ? ['mmg', 'pls'] : ['mmg'];
}

/** The instant at which a paediatrician's care is over: the birthday begins. */
export function careEnd({ birthdate, isSeriouslyIll }: Born): number {
  const years = isSeriouslyIll ? PAEDIATRICIAN_ILL_END_YEARS : PAEDIATRICIAN_END_YEARS;
  return Temporal.PlainDate.from(birthdate).add({ years }).toZonedDateTime(ROME).epochMilliseconds;
}

/** The choice whose place is still counted, whatever the age says. */
export function openChoice({ choices }: Pick<StoredPerson, 'choices'>): DoctorChoice | undefined {
  const last = choices.at(-1);
  return last?.until === undefined ? last : undefined;
}

/** The choices as they are at an instant: a paediatrician's care ends by itself. Oldest first. */
export function choicesAt(person: StoredPerson, now: number): readonly DoctorChoice[] {
  const end = careEnd(person);
  return person.choices.map((choice) =>
    choice.kind === 'pls' && choice.until === undefined && end <= now
      ? { ...choice, until: Math.max(end, choice.since), end: 'age' }
      : choice,
  );
}

/** The doctor a person has at an instant. */
export function currentChoice(person: StoredPerson, now: number): DoctorChoice | undefined {
  return openChoice({ choices: choicesAt(person, now) });
}

/** Whether the person has changed doctor on the day that it is in Rome. */
export function hasChangedToday({ changedAt }: StoredPerson, now: number): boolean {
  return changedAt !== undefined && toCivilDate(changedAt) === toCivilDate(now);
}

/**
 * Why a person cannot choose this doctor now; undefined when they can. `current` is the doctor
 * the person has. The place itself is asked last, and asked again when it is taken.
 */
export function whyNot(
  person: StoredPerson,
  doctor: StoredDoctor,
  { current, now }: { readonly current: StoredDoctor | undefined; readonly now: number },
): WhyNot | undefined {
  if (current?.id === doctor.id) return 'current';
  if (doctor.asst !== person.asst) return 'wrong-district';
  if (!kindsFor(person, now).includes(doctor.kind)) return 'wrong-age';
  if (doctor.kind === 'pls' && person.choices.every(({ kind }) => kind !== 'pls'))
    return 'desk-only';
  if (current?.association !== undefined && current.association === doctor.association)
    return 'same-association';
  if (freePlaces(doctor) === 0) return 'doctor-full';
  return hasChangedToday(person, now) ? 'one-change-a-day' : undefined;
}

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
