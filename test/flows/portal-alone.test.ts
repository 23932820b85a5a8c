import assert from 'node:assert/strict';
import { Citizen } from '../support/citizen.ts';
import { startLonePortal } from '../support/lone-portal.ts';
import { formFields, headingOf } from '../support/portal.ts';

describe('a portal whose provider is in trouble', () => {
  it('says so while nobody answers, and goes on when the provider is there', async () => {
    await using portal = await startLonePortal();
    const he = new Citizen();
    const fields = formFields(await he.get(`${portal.url}/`), '/login');
    const down = await he.post(`${portal.url}/login`, fields);
    assert.equal(down.status, 503);
    assert.equal(headingOf(down), 'Il servizio è fermo');
    assert.ok(Number(down.headers.get('retry-after')) > 0);
    await portal.startProvider();
    const up = await he.post(`${portal.url}/login`, fields);
    assert.equal(up.status, 303);
    assert.ok(up.location?.startsWith(`${portal.issuer}/auth?`));
  });

  it('says so when the provider fails, and when it refuses for our own fault', async () => {
    await using portal = await startLonePortal();
    await portal.startProvider();
    const he = new Citizen();
    const fields = formFields(await he.get(`${portal.url}/`), '/login');
    portal.answerPushed(503, { error: 'temporarily_unavailable' });
    assert.equal((await he.post(`${portal.url}/login`, fields)).status, 503);
    portal.answerPushed(401, { error: 'invalid_client' });
    const broken = await he.post(`${portal.url}/login`, fields);
    assert.equal(broken.status, 500);
    assert.equal(headingOf(broken), 'Qualcosa non ha funzionato');
    assert.match(broken.text, /dica il numero \d{4}-\d{4}\./);
  });

  it('answers health and help without it', async () => {
    await using portal = await startLonePortal();
    assert.equal((await fetch(`${portal.url}/health/ready`)).status, 200);
    assert.equal(
      (await fetch(`${portal.url}/help`, { headers: { accept: 'text/html' } })).status,
      200,
    );
  });
});
