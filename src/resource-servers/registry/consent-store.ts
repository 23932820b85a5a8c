/** The consents of a call's person: read by the clock, decided one version after the other. */
import { ConflictError } from '../../storage/collection.ts';
import { ApiError } from '../kit/errors.ts';
import type { Call } from '../kit/route.ts';
import { requireVersion } from '../kit/versions.ts';
import { actorOf, personOf } from './callers.ts';
import type { RegistryStores } from './collections.ts';
import { consentId } from './consent.ts';
import type { ConsentForm } from './consent-form.ts';
import { type ConsentState, consentsOf } from './consent-rules.ts';
import type { StoredConsent } from './stored.ts';

type ConsentStores = Pick<RegistryStores, 'consents'>;

/** All four of the person. */
export async function statesOf(call: Call, { consents }: ConsentStores): Promise<ConsentState[]> {
  const { fiscalCode, birthdate } = personOf(call);
  return consentsOf(await consents.find({ fiscalCode }), { birthdate, now: call.now });
}

/** The one that the path names. @throws ApiError RESOURCE_NOT_FOUND */
export async function stateOf(call: Call, stores: ConsentStores): Promise<ConsentState> {
  const { patientId } = personOf(call);
  const states = await statesOf(call, stores);
  const state = states.find(({ purpose }) => consentId(patientId, purpose) === call.params['id']);
  if (!state) throw new ApiError('RESOURCE_NOT_FOUND');
  return state;
}

/**
 * Adds the next version to the one that the path names; of several at once each gets its own, or
 * is refused where it named another. @throws ApiError version-changed
 */
export async function decide(
  call: Call,
  form: ConsentForm,
  stores: ConsentStores,
): Promise<StoredConsent> {
  const caller = personOf(call);
  for (;;) {
    const { purpose, version } = await stateOf(call, stores);
    requireVersion(call, version);
    const next: StoredConsent = {
      ...form,
      id: `${caller.fiscalCode}|${purpose}|${version + 1}`,
      fiscalCode: caller.fiscalCode,
      purpose,
      revision: version + 1,
      at: call.now,
      by: actorOf(caller),
    };
    try {
      await stores.consents.insert(next);
      return next;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error; // somebody else made that version: look again
    }
  }
}
