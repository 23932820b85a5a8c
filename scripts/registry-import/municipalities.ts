/** Italian municipalities by their land-registry code, from the data of ANPR and ISTAT. */
import { belfioreConnector } from '@marketto/belfiore-connector-embedded';
import { Refusal } from './refusals.ts';

/** A municipality of today. */
export interface Municipality {
  readonly city: string;
  /** Two letters. */
  readonly province: string;
}

const FORM = /^[A-Y]\d{3}$/;
/** What was asked: there are few codes of this form. */
const asked = new Map<string, Promise<Municipality | undefined>>();

/** The municipality of a code such as F205. @throws Refusal unknown municipality: no such one, or no longer */
export async function municipality(code: string, field: string): Promise<Municipality> {
  const answer = FORM.test(code) ? (asked.get(code) ?? look(code)) : undefined;
  if (answer) asked.set(code, answer);
  const found = await answer;
  if (!found) throw new Refusal(field, 'unknown municipality');
  return found;
}

async function look(code: string): Promise<Municipality | undefined> {
  const place = await belfioreConnector.findByCode(code);
  if (place?.province === undefined || place.expirationDate.valueOf() <= Date.now())
    return undefined;
  return { city: place.name, province: place.province };
}
