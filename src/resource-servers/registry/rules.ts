/**
 * Which doctor a person may choose on line, and when. Pure; days and birthdays turn at midnight in
 * Rome. @source resource-servers 5; domain.md 23, 48, 49, 50
 */
import { Temporal } from 'temporal-polyfill';
import {
  PAEDIATRICIAN_END_YEARS,
  PAEDIATRICIAN_ILL_END_YEARS,
  PAEDIATRICIAN_ONLY_YEARS,
} from '../../../config/limits.ts';
import type { ApiErrorCode } from '../kit/errors.ts';
import { ageAt, ROME, toCivilDate } from '../kit/rome.ts';
import { freePlaces } from './places.ts';
import type { DoctorChoice, DoctorKind, StoredDoctor, StoredPerson } from './stored.ts';

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
