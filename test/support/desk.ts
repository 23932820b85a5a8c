/** A desk beside a running system: enrols invented people as `npm run enrol` does. */
import { enrolCitizen } from '../../src/commands/enrol-citizen.ts';
import { readSettings } from '../../config/settings.ts';
import { type Identity, openIdentity } from '../../src/compose/identity.ts';
import { enrolment } from './invented-people.ts';
import { collectLog } from './log-lines.ts';
import { CHEAP_HASH, type Sms } from './system.ts';

/** What the desk knows after it enrolled somebody, and nobody else does. */
export interface AtDesk {
  readonly sub: string;
  readonly fiscalCode: string;
  readonly serial: string;
  readonly phone: string;
  readonly deskHalf: string;
}

/** Enrols the n-th invented person; resolves when all of it is durable. */
export async function enrolAtDesk({ deps }: Pick<Identity, 'deps'>, n: number): Promise<AtDesk> {
  const request = enrolment(n);
  const { cardSerial: serial = '', phone = '' } = request.credentials ?? {};
  const { sub, deskHalf = '' } = await enrolCitizen(deps, request, Date.now());
  return { sub, fiscalCode: request.person.fiscalCode, serial, phone, deskHalf };
}

/** The people in the lines that `enrol-child.ts` printed. */
export function peopleIn(lines: readonly string[]): AtDesk[] {
  return lines.map((line) => JSON.parse(line) as AtDesk); // the child prints nothing else
}

/** Opens a desk on the system of this environment for one piece of work. */
export async function withDesk(
  environment: Readonly<Record<string, string>>,
  work: (desk: Identity) => Promise<void>,
): Promise<void> {
  const settings = { ...readSettings(environment), hash: CHEAP_HASH };
  const desk = await openIdentity(settings, 'desk', collectLog().log);
  try {
    await work(desk);
  } finally {
    await desk.close();
  }
}

/** The other half, when its SMS was delivered. */
export function smsHalfOf(messages: readonly Sms[], phone: string): string | undefined {
  const half = messages.findLast((sms) => sms.kind === 'password_half' && sms.to === phone);
  return half?.text.split(' ').at(-1);
}
