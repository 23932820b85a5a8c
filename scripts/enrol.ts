/**
 * `npm run -s enrol`: records a person; with card and telephone gives them what the first login
 * needs. Prints `{ sub, desk_half?, pin? }`, the secrets on one machine only. @source design 9
 */
import path from 'node:path';
import { type EnrolRequest, enrolCitizen } from '../src/commands/enrol-citizen.ts';
import { parseName } from '../src/commands/known-person.ts';
import { parseCardSerial } from '../src/domain/card-serial.ts';
import { parseCivilDate } from '../src/domain/civil-date.ts';
import { parseFiscalCode } from '../src/domain/fiscal-code.ts';
import { parsePhoneNumber } from '../src/domain/parse-phone-number.ts';
import {
  type Typed,
  UsageError,
  optional,
  readOptions,
  required,
  runScript,
} from './support/command-line.ts';
import { type ScriptContext, deliverAll, withIdentity } from './support/with-identity.ts';

const USAGE = `npm run -s enrol -- --fiscal-code CF --given-name NAME --family-name NAME
  --birthdate YYYY-MM-DD [--card-serial N --phone +39...] [--pin] [--notices]`;

await runScript(USAGE, async (args) => {
  const request = readRequest(
    readOptions(
      {
        'fiscal-code': { type: 'string' },
        'given-name': { type: 'string' },
        'family-name': { type: 'string' },
        birthdate: { type: 'string' },
        'card-serial': { type: 'string' },
        phone: { type: 'string' },
        pin: { type: 'boolean' },
        notices: { type: 'boolean' },
      },
      args,
    ),
  );
  return withIdentity('enrol', (context) => enrol(context, request));
});

function readRequest(typed: Typed): EnrolRequest {
  const person = {
    fiscalCode: parseFiscalCode(required(typed, 'fiscal-code')),
    givenName: parseName(required(typed, 'given-name'), 'given_name'),
    familyName: parseName(required(typed, 'family-name'), 'family_name'),
    birthdate: parseCivilDate(required(typed, 'birthdate'), 'birthdate'),
  };
  const serial = optional(typed, 'card-serial');
  const phone = optional(typed, 'phone');
  if ((serial === undefined) !== (phone === undefined))
    throw new UsageError('--card-serial and --phone go together.');
  const credentials =
    serial === undefined || phone === undefined
      ? undefined
      : { cardSerial: parseCardSerial(serial), phone: parsePhoneNumber(phone) };
  return {
    person,
    ...(credentials ? { credentials } : {}),
    withPin: typed['pin'] === true,
    withNotices: typed['notices'] === true,
  };
}

async function enrol({ deps, settings }: ScriptContext, request: EnrolRequest): Promise<object> {
  const { sub, deskHalf, pin, messages } = await enrolCitizen(deps, request, Date.now());
  await deliverAll(deps, messages);
  const hasSecret = deskHalf !== undefined || pin !== undefined;
  if (settings.isLocal || !hasSecret)
    return {
      sub,
      ...(deskHalf === undefined ? {} : { desk_half: deskHalf }),
      ...(pin === undefined ? {} : { pin }),
    };
  const letters = path.join(settings.varFolder, 'outbox', 'letters', `${sub}-*.pdf`);
  process.stderr.write(
    `The secrets are in the letter alone (${letters}, the latest): print it, then delete it.\n`,
  );
  return { sub };
}
