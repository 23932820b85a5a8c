import assert from 'node:assert/strict';
import { askedAcr, isReached, needsPin } from '../../src/provider/asked-acr.ts';
import { ACR_OTP, ACR_PIN } from '../../src/tokens/acr.ts';

describe('the asked level', () => {
  it('is none when nothing is asked', () => {
    assert.equal(askedAcr({}), undefined);
    assert.equal(isReached(undefined, undefined), true);
    assert.equal(needsPin(undefined), false);
  });

  it('is reached by itself and by more, never by less', () => {
    assert.equal(isReached(askedAcr({ acr_values: ACR_OTP }), ACR_OTP), true);
    assert.equal(isReached(askedAcr({ acr_values: ACR_OTP }), ACR_PIN), true);
    assert.equal(isReached(askedAcr({ acr_values: ACR_PIN }), ACR_OTP), false);
    assert.equal(isReached(askedAcr({ acr_values: ACR_OTP }), undefined), false);
  });

  it('needs the PIN only when nothing less would do', () => {
    assert.equal(needsPin(askedAcr({ acr_values: ACR_PIN })), true);
    assert.equal(needsPin(askedAcr({ acr_values: `${ACR_PIN} ${ACR_OTP}` })), false);
  });

  it('is read from an essential claim too', () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, value: ACR_PIN } } });
    assert.equal(needsPin(askedAcr({ claims })), true);
    const voluntary = JSON.stringify({ id_token: { acr: { value: ACR_PIN } } });
    assert.equal(askedAcr({ claims: voluntary }), undefined);
  });

  it('ends the request when no asked level is ours, as with a level of SPID', () => {
    assert.throws(() => askedAcr({ acr_values: 'https://www.spid.gov.it/SpidL2' }), {
      error: 'unmet_authentication_requirements',
    });
  });
});
