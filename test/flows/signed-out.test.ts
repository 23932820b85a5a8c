/** What has ended stays ended, whatever a request that was under way stores afterwards. */
import assert from 'node:assert/strict';
import { endAccess } from '../../src/commands/end-access.ts';
import { openIdentity } from '../../src/compose/identity.ts';
import { Citizen, walkLogin } from '../support/citizen.ts';
import { openFamilies } from '../support/families.ts';
import { ask, partyOf } from '../support/relying-party.ts';
import { startSystem } from '../support/system.ts';

describe('a session that somebody signed out of', () => {
  it('does not come back when a request stores it again', async () => {
    const system = await startSystem({ processes: ['provider'] });
    const families = await openFamilies(system);
    const desk = await openIdentity(system.settings, 'desk', system.log.log);
    try {
      const { walk, sub } = await families.next();
      const portal = await partyOf(system, 'portale-salute');
      const citizen = new Citizen();
      const first = await ask(portal, { scope: 'openid' });
      await walkLogin(system, citizen, await citizen.get(first.url), walk, portal.redirectUri);
      const silent = async (): Promise<URLSearchParams> => {
        const asking = await ask(portal, { scope: 'openid', more: { prompt: 'none' } });
        const end = await citizen.follow(await citizen.get(asking.url), portal.redirectUri);
        return new URL(end.location ?? '').searchParams;
      };
      assert.ok((await silent()).has('code'), 'single sign-on works before');

      const [row] = await desk.deps.stores.artifacts
        .find({ accountId: sub })
        .then((rows) => rows.filter(({ model }) => model === 'Session'));
      assert.ok(row?.uid);
      await endAccess(desk.deps, { sessionUid: row.uid }, { cause: 'signed_out', now: Date.now() });
      await desk.deps.stores.artifacts.insert(row); // as a request does that read the session before
      assert.equal((await silent()).get('error'), 'login_required');
    } finally {
      await desk.close();
      await families.close();
      await system.close();
    }
  });
});
