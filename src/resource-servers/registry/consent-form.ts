/**
 * What a PUT of a consent may say: `provision.type`, and the text that was shown. The rest is as it
 * was read; what would change the meaning of the decision is refused, never dropped.
 */
import { z } from 'zod';
import { ApiError } from '../kit/errors.ts';
import { fiscalCodeOf } from '../kit/patient-match.ts';
import { idOfReference } from '../kit/search-parameters.ts';
import { PURPOSE_SYSTEM, policiesOf } from './consent.ts';
import { textOf } from './consent-texts.ts';
import type { Purpose, StoredConsent } from './stored.ts';

const coding = z.looseObject({ system: z.string().optional(), code: z.string().optional() });
const concept = z.looseObject({ coding: z.array(coding).optional() });

const formSchema = z.looseObject({
  resourceType: z.literal('Consent'),
  id: z.string(),
  status: z.string().optional(),
  patient: z
    .looseObject({
      reference: z.string().optional(),
      identifier: z
        .looseObject({ system: z.string().optional(), value: z.string().optional() })
        .optional(),
    })
    .optional(),
  category: z.array(concept).optional(),
  policy: z.array(z.looseObject({ uri: z.string().optional() })).optional(),
  provision: z
    .looseObject({ type: z.unknown().optional(), purpose: z.array(coding).optional() })
    .optional(),
});

/** Members that are read back as they were shown; any other would be lost. */
const KNOWN = new Set([
  ...['resourceType', 'id', 'meta', 'implicitRules', 'language', 'text', 'extension', 'status'],
  ...['scope', 'category', 'patient', 'dateTime', 'performer', 'policy', 'provision'],
]);

/** As it may have been read. Another would say that the decision does not hold. */
const SHOWN_STATUS = new Set(['proposed', 'active', 'inactive']);

export interface ConsentForm {
  readonly decision: StoredConsent['decision'];
  readonly text: string;
}

/**
 * Reads the body. @throws ApiError VALIDATION_ERROR no Consent of this id · other-patient ·
 * NOT_PROCESSABLE something else than the decision differs · text-changed
 */
export function readConsentForm(
  body: unknown,
  expected: {
    readonly base: string;
    readonly id: string;
    readonly purpose: Purpose;
    readonly patientId: string;
    readonly fiscalCode: string;
  },
): ConsentForm {
  const parsed = formSchema.safeParse(body);
  if (!parsed.success)
    throw new ApiError('VALIDATION_ERROR', {
      field: `Consent.${parsed.error.issues[0]?.path.join('.') ?? ''}`,
    });
  const form = parsed.data;
  if (form.id !== expected.id) throw new ApiError('VALIDATION_ERROR', { field: 'Consent.id' });
  checkPatient(form, expected);
  const stray = Object.keys(form).find((name) => !KNOWN.has(name));
  if (stray !== undefined) throw unprocessable(stray.slice(0, 40));
  if (form.status !== undefined && !SHOWN_STATUS.has(form.status)) throw unprocessable('status');
  checkPurpose(form, expected.purpose);
  return { decision: decisionOf(form), text: shownText(form, expected.purpose) };
}

type Form = z.infer<typeof formSchema>;

function checkPatient(
  { patient }: Form,
  {
    base,
    patientId,
    fiscalCode,
  }: { readonly base: string; readonly patientId: string; readonly fiscalCode: string },
): void {
  const { reference, identifier } = patient ?? {};
  const isOther =
    (reference !== undefined && idOfReference(reference, base, 'Patient') !== patientId) ||
    (identifier?.value !== undefined &&
      fiscalCodeOf(`${identifier.system ?? ''}|${identifier.value}`) !== fiscalCode);
  if (isOther) throw new ApiError('other-patient');
}

function decisionOf({ provision }: Form): StoredConsent['decision'] {
  const type = provision?.type;
  if (type !== 'permit' && type !== 'deny') throw unprocessable('provision.type');
  const stray = Object.keys(provision ?? {}).find((name) => name !== 'type' && name !== 'purpose');
  if (stray !== undefined) throw unprocessable(`provision.${stray.slice(0, 40)}`);
  return type;
}

function checkPurpose({ category, provision }: Form, purpose: Purpose): void {
  const named = [
    ...(category ?? []).flatMap((one) => one.coding ?? []),
    ...(provision?.purpose ?? []),
  ];
  if (named.some(({ system, code }) => system === PURPOSE_SYSTEM && code !== purpose))
    throw unprocessable('provision.purpose');
}

/** @throws ApiError NOT_PROCESSABLE no text is named · text-changed another one is */
function shownText({ policy }: Form, purpose: Purpose): string {
  const { uri } = textOf(purpose);
  const named = (policy ?? []).flatMap((one) => (one.uri === undefined ? [] : [one.uri]));
  if (named.length === 0) throw unprocessable('policy');
  if (!named.includes(uri) || named.some((one) => !policiesOf(uri).includes(one)))
    throw new ApiError('text-changed');
  return uri;
}

function unprocessable(field: string): ApiError {
  return new ApiError('NOT_PROCESSABLE', { field: `Consent.${field}` });
}
