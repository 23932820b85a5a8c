/** `POST /notifications`: a service announces a report; who asked to hear of it is told by SMS. @source resource-servers 6.5 */
import { z } from 'zod';
import { JSON_BODY_BYTES } from '../../config/limits.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { type ReportNotice, tellOfReport } from '../commands/tell-of-report.ts';
import { InvalidValueError } from '../domain/errors.ts';
import { parseFiscalCode } from '../domain/fiscal-code.ts';
import type { AccessFacts } from '../resource-servers/kit/access-facts.ts';
import { ApiError } from '../resource-servers/kit/errors.ts';
import type { Route } from '../resource-servers/kit/route.ts';

export type NotificationDeps = Pick<CommandDeps, 'stores' | 'courier' | 'indexer'>;

const FISCAL_NUMBER = /^TINIT-/;
const AUDIENCES = [
  'patient',
  'patient-and-representatives',
] as const satisfies readonly ReportNotice['audience'][];

const bodySchema = z.object({
  fiscal_number: z.string().regex(FISCAL_NUMBER).max(22),
  event: z.literal('report-available'),
  audience: z.enum(AUDIENCES),
  key: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}]*$/u),
});

/**
 * The route: `notify:send`, which client_credentials alone gives. Always 202 for a good body,
 * whoever the person is. It changes no record, so the rate of reads is its rate.
 */
export function notificationRoute(deps: NotificationDeps): Route {
  return {
    method: 'POST',
    path: '/notifications',
    form: 'json',
    access: [{ scope: 'notify:send' }],
    body: { kind: 'json', limit: JSON_BODY_BYTES },
    async handle({ body, caller, now }) {
      const { audience, key, fiscalCode } = readBody(body);
      await tellOfReport(deps, { clientId: caller.clientId, key, fiscalCode, audience }, now);
      return { status: 202, body: undefined, facts: { ...FACTS, fiscalCode } };
    },
    failure: () => FACTS,
  };
}

const FACTS: AccessFacts = { interaction: 'operation', operation: 'notifications' };

/** @throws ApiError VALIDATION_ERROR naming the field */
function readBody(body: unknown): Pick<ReportNotice, 'fiscalCode' | 'audience' | 'key'> {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.path.join('.'));
  const { fiscal_number: number, audience, key } = parsed.data;
  const code = number.replace(FISCAL_NUMBER, '');
  try {
    // The claim is written one way: what a person may type in another is refused.
    const fiscalCode = parseFiscalCode(code);
    if (fiscalCode !== code) throw invalid('fiscal_number');
    return { fiscalCode, audience, key };
  } catch (error) {
    throw error instanceof InvalidValueError ? invalid('fiscal_number') : error;
  }
}

function invalid(field: string | undefined): ApiError {
  return new ApiError('VALIDATION_ERROR', {
    field: field === undefined || field === '' ? 'body' : field,
  });
}
