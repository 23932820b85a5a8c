/**
 * `npm run -s delegate`: records a delegation whose papers were seen, or revokes one. Prints
 * `{ delegation_id }`, and `revoked: true` when it was revoked. @source design 9
 */
import { createDelegation, type DelegationRequest } from '../src/commands/create-delegation.ts';
import { endDelegation } from '../src/commands/end-delegation.ts';
import { parseCivilDate } from '../src/domain/civil-date.ts';
import { ACTIONS, BASES, SERVICES } from '../src/domain/delegation.ts';
import { CommandRefusedError } from '../src/domain/errors.ts';
import { parseFiscalCode } from '../src/domain/fiscal-code.ts';
import { DATATYPES } from '../src/domain/new-delegation.ts';
import {
  type Typed,
  UsageError,
  listed,
  optional,
  readOptions,
  required,
  runScript,
} from './support/command-line.ts';
import { deliverAll, withIdentity } from './support/with-identity.ts';

const USAGE = `npm run -s delegate -- --for CF --to CF --basis ${BASES.join('|')}
  [--services ${SERVICES.join(',')}] [--actions ${ACTIONS.join(',')}]
  [--datatypes ${DATATYPES.join(',')}] [--until YYYY-MM-DD]
npm run -s delegate -- --revoke ID
--for is the patient, --to the person who acts.`;

await runScript(USAGE, (args) => {
  const typed = readOptions(
    {
      for: { type: 'string' },
      to: { type: 'string' },
      basis: { type: 'string' },
      services: { type: 'string' },
      actions: { type: 'string' },
      datatypes: { type: 'string' },
      until: { type: 'string' },
      revoke: { type: 'string' },
    },
    args,
  );
  const id = optional(typed, 'revoke');
  return id === undefined ? create(readRequest(typed)) : revoke(id, typed);
});

function readRequest(typed: Typed): DelegationRequest {
  const [basis] = listed(typed, 'basis', BASES) ?? [];
  if (basis === undefined || typed['basis'] !== basis)
    throw new UsageError(`--basis must be one of ${BASES.join(', ')}.`);
  const services = listed(typed, 'services', SERVICES);
  const actions = listed(typed, 'actions', ACTIONS);
  const datatypes = listed(typed, 'datatypes', DATATYPES);
  const until = optional(typed, 'until');
  return {
    patient: parseFiscalCode(required(typed, 'for')),
    delegate: parseFiscalCode(required(typed, 'to')),
    basis,
    ...(services ? { services } : {}),
    ...(actions ? { actions } : {}),
    ...(datatypes ? { datatypes: datatypes.includes('*') ? ['*'] : datatypes } : {}),
    ...(until === undefined ? {} : { until: parseCivilDate(until, 'until') }),
  };
}

function create(request: DelegationRequest): Promise<object> {
  return withIdentity('delegate', async ({ deps }) => {
    const { id } = await createDelegation(deps, request, Date.now());
    return { delegation_id: id };
  });
}

async function revoke(id: string, typed: Typed): Promise<object> {
  if (Object.keys(typed).length > 1) throw new UsageError('--revoke goes with no other option.');
  if (!/^[\w-]{1,64}$/.test(id))
    throw new CommandRefusedError('unknown_delegation', 'there is no delegation with this id');
  return withIdentity('delegate', async ({ deps }) => {
    const { messages } = await endDelegation(deps, id, Date.now());
    await deliverAll(deps, messages);
    return { delegation_id: id, revoked: true };
  });
}
