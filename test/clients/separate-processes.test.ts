/** The same flows with every process a child of its own: nothing leaks through shared memory. */
import assert from 'node:assert/strict';
import { PROCESSES } from '../../config/settings.ts';
import { walkOf } from '../support/citizen.ts';
import { PortalVisitor, headingOf } from '../support/portal.ts';
import { partyOf, refresh } from '../support/relying-party.ts';
import { type SeparateProcesses, startSeparately } from '../support/separate-processes.ts';
import { Visitor } from '../support/visitor.ts';

describe('processes started separately', () => {
  let system: SeparateProcesses;
  before(async () => {
    system = await startSeparately([...PROCESSES].reverse());
  });
  after(() => system.close());

  const documentsWith = (token: string): Promise<Response> =>
    fetch(`${system.settings.urls.fse}/DocumentReference`, {
      headers: { authorization: `Bearer ${token}` },
    });

  it('let a citizen read her reports and her child’s at the portal', async () => {
    const she = new PortalVisitor(system);
    const list = await she.logIn('Giulia');
    assert.equal(headingOf(list), 'Referti di Giulia Bianchi');
    const [luca] = system.citizen('Giulia').delegations.filter((one) => one.for === 'Luca Ferri');
    const his = await she.switchTo(list, luca?.delegation_id ?? '');
    assert.equal(headingOf(his), 'Referti di Luca Ferri');
  });

  it('let openid-client complete the flow as portal and as app', async () => {
    const mario = new Visitor(system, walkOf(system, 'Mario'));
    for (const client of ['portale-salute', 'app-mobile']) {
      const party = await partyOf(system, client);
      const tokens = await mario.signIn(party, {
        scope: 'openid profile fse:read',
        resource: system.settings.urls.fse,
      });
      assert.equal(tokens.claims()?.sub, system.citizen('Mario').sub);
      assert.equal((await documentsWith(tokens.access_token)).status, 200);
      const next = await refresh(party, tokens);
      assert.equal((await documentsWith(next.access_token)).status, 200);
    }
  });

  it('let the health record ask the provider about an opaque token', async () => {
    const mario = new Visitor(system, walkOf(system, 'Mario'));
    const tokens = await mario.signIn(await partyOf(system, 'portale-terzo'), {
      scope: 'openid fse:read',
      resource: system.settings.urls.fse,
    });
    assert.doesNotMatch(tokens.access_token, /\./);
    assert.equal((await documentsWith(tokens.access_token)).status, 200);
  });
});
