import assert from 'node:assert/strict';
import { postAs } from '../support/client-auth.ts';
import { PortalVisitor, headingOf } from '../support/portal.ts';
import { publication } from '../support/publication.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

describe('a long list of reports', () => {
  let system: TestSystem;
  let he: PortalVisitor;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse', 'portal'] });
    await publish(system, 19);
    he = new PortalVisitor(system);
    await he.logIn('Mario');
  });
  after(() => system.close());

  const count = (text: string): number => [...text.matchAll(/<li><div class="what">/g)].length;
  const olderOf = (text: string): string =>
    /href="([^"]+)">Documenti più vecchi</.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';

  it('is shown in pages that tell the same total, newest first', async () => {
    const first = await he.open('/per/me/referti');
    assert.match(first.text, />21 documenti</);
    assert.equal(count(first.text), 20);
    assert.doesNotMatch(first.text, /Torna ai più nuovi/);
    const second = await he.open(olderOf(first.text));
    assert.equal(headingOf(second), 'Referti di Mario Rossi');
    assert.match(second.text, />21 documenti</);
    assert.equal(count(second.text), 1);
    assert.match(second.text, /<a href="\/per\/me\/referti">Torna ai più nuovi<\/a>/);
    assert.equal(olderOf(second.text), '');
  });

  it('offers filters, and keeps them from page to page', async () => {
    const first = await he.open('/per/me/referti');
    assert.match(first.text, /<details class="gass-more"><summary>Cerca per tipo o per anno/);
    const none = await he.open('/per/me/referti?type=emergency&year=');
    assert.match(none.text, /Nessun documento con questi filtri/);
    const labs = await he.open('/per/me/referti?type=lab&year=2026');
    assert.match(labs.text, /<option value="lab" selected>/);
    const total = Number(/>(\d+) documenti</.exec(labs.text)?.[1]);
    assert.ok(total >= 19 && total < 21);
  });

  it('begins again with the newest when the address of a page is old or broken', async () => {
    const list = await he.open('/per/me/referti?cursor=broken');
    assert.equal(list.url, `${he.portal}/per/me/referti`);
    assert.equal(list.status, 200);
  });
});

/** So many laboratory reports for Mario, by the laboratory's own token. */
async function publish(system: TestSystem, count: number): Promise<void> {
  const { fse } = system.settings.urls;
  const { body } = await postAs(system, 'laboratorio', '/token', {
    grant_type: 'client_credentials',
    resource: fse,
    scope: 'fse:publish',
  });
  const fiscalCode = system.citizen('Mario').fiscal_code;
  for (let n = 0; n < count; n += 1) {
    const response = await fetch(`${fse}/DocumentReference`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${String(body['access_token'])}`,
        'content-type': 'application/fhir+json',
      },
      body: JSON.stringify(publication({ value: `paging-${n}`, fiscalCode })),
    });
    assert.equal(response.status, 201, await response.text());
  }
}
