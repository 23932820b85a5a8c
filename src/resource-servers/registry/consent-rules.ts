/** What the consents of a person are at an instant. Pure. @source resource-servers 5; DM 7 Sept 2023 art. 8 */
import { Temporal } from 'temporal-polyfill';
import { ADULT_AGE_YEARS } from '../../../config/limits.ts';
import { ROME } from '../kit/rome.ts';
import { PURPOSES, type Purpose, type StoredConsent } from './stored.ts';

/** One purpose with the decisions on it. */
export interface ConsentState {
  readonly purpose: Purpose;
  /** `proposed`: never decided; `inactive`: decided for a minor who is of age now, so to be confirmed. */
  readonly status: 'proposed' | 'active' | 'inactive';
  /** 0 when never decided. */
  readonly version: number;
  readonly latest: StoredConsent | undefined;
  /** All decisions, oldest first. */
  readonly history: readonly StoredConsent[];
}

/** All four, in their order. */
export function consentsOf(
  stored: readonly StoredConsent[],
  { birthdate, now }: { readonly birthdate: string; readonly now: number },
): ConsentState[] {
  return PURPOSES.map((purpose) => {
    const history = stored
      .filter((one) => one.purpose === purpose)
      .sort((a, b) => a.revision - b.revision);
    const latest = history.at(-1);
    return {
      purpose,
      status: latest ? statusOf(latest, birthdate, now) : 'proposed',
      version: latest?.revision ?? 0,
      latest,
      history,
    };
  });
}

/** What was decided before the 18th birthday lapses on it; nothing lapses before. */
export function statusOf(
  { at }: Pick<StoredConsent, 'at'>,
  birthdate: string,
  now: number,
): 'active' | 'inactive' {
  const adultFrom = Temporal.PlainDate.from(birthdate)
    .add({ years: ADULT_AGE_YEARS })
    .toZonedDateTime(ROME).epochMilliseconds;
  return at < adultFrom && adultFrom <= now ? 'inactive' : 'active';
}
