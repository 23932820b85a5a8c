/** Time as Italy writes it. */
import { Temporal } from 'temporal-polyfill';

/** The zone of every civil date. */
export const ROME = 'Europe/Rome';

/** An instant as FHIR writes it, with Rome's offset: `2026-11-02T09:30:00+01:00`. */
export function toFhirInstant(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(ROME)
    .toString({ timeZoneName: 'never', smallestUnit: at % 1000 === 0 ? 'second' : 'millisecond' });
}

/** The civil date of an instant in Rome, YYYY-MM-DD. */
export function toCivilDate(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(ROME)
    .toPlainDate()
    .toString();
}

/** Whole years from a civil date to an instant's day in Rome; born 29 February: the 28th. */
export function ageAt(birthdate: string, at: number): number {
  const today = Temporal.PlainDate.from(toCivilDate(at));
  const born = Temporal.PlainDate.from(birthdate);
  const years = today.year - born.year;
  return Temporal.PlainDate.compare(born.add({ years }), today) <= 0 ? years : years - 1;
}
