/** The PIN of the counter, for operations that need it. @source ux 1.5 */
import { z } from 'zod';
import { verifyPin } from '../../src/commands/verify-pin.ts';
import type { Requested } from '../../src/domain/login.ts';
import type { LoginKey } from '../pages.ts';
import { parseFields, type StepForm } from './step.ts';

const schema = z.object({ pin: z.string().default('') });

/** What the PIN is asked for, by the scope that needs it. @source design 6 */
const OPERATIONS: readonly (readonly [scope: string, key: LoginKey])[] = [
  ['registry:choose', 'pin.operation.doctor'],
  ['exemption:declare', 'pin.operation.declaration'],
  ['delegations:write', 'pin.operation.mandate'],
];

export const pinStep: StepForm = {
  hasSummary: false,
  accepts: (fields, isThisPage) => isThisPage || fields.has('pin'),
  submit: (request, fields) =>
    verifyPin(request.commands, request.context, parseFields(schema, fields).pin),
  draw({ context }, { t }) {
    const operation = t(operationOf(context.attempt.requested));
    const lead = t('pin.lead', { operation });
    return Promise.resolve({ view: 'pin', title: t('pin.title'), data: { lead } });
  },
};

/** A request for several such scopes is named by none of them. */
function operationOf(requested: Requested): LoginKey {
  const asked = requested.targets.flatMap(({ scopes }) => scopes);
  const [first, ...others] = OPERATIONS.filter(([scope]) => asked.includes(scope));
  return first && others.length === 0 ? first[1] : 'pin.operation.other';
}
