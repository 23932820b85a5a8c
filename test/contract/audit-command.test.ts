/** `npm run migrate` and `npm run audit` as whoever runs the system types them. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSecrets, loadSecrets } from '../../config/secrets.ts';
import type { DatabaseName } from '../../config/settings.ts';
import { openTrail } from '../../src/audit/trail.ts';
import { openStore } from '../../src/storage/open.ts';
import { DATABASES } from '../../scripts/support/databases.ts';
import { runScript } from '../support/scripts.ts';

describe('the commands migrate and audit', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gass-commands-'));
    createSecrets(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('prepare the databases, find nothing wrong, then the one record that was changed', async () => {
    assert.deepEqual(await run('migrate'), {
      status: 0,
      answer: { migrated: ['identity', 'fse', 'booking', 'exemption', 'registry', 'portal'] },
    });
    assert.equal((await run('migrate', 'fse')).status, 0);
    await inTrail('identity', 'gass.db', (record) => record());
    const changed = await inTrail('fse', 'fse.db', (record) => record());
    assert.deepEqual(await run('audit', 'verify'), {
      status: 0,
      answer: { chains: 4, events: 6, broken: [] },
    });

    await inTrail('fse', 'fse.db', (_record, events) =>
      events.update(changed.id, (current) => ({ ...current, kind: 'other' })),
    );
    const broken = [{ database: 'fse', position: changed.position, why: 'changed' }];
    assert.deepEqual(await run('audit', 'verify'), {
      status: 1,
      answer: { chains: 4, events: 6, broken },
    });
    assert.equal((await run('audit', 'verify', 'identity')).status, 0);
  });

  it('refuse what they do not know', async () => {
    const refused: readonly [string, ...string[]][] = [
      ['audit'],
      ['audit', 'repair'],
      ['audit', 'verify', 'portal'],
      ['migrate', 'all'],
    ];
    for (const words of refused)
      assert.deepEqual(await run(...words), { status: 1, answer: undefined }, words.join(' '));
  });

  async function run(
    script: string,
    ...words: string[]
  ): Promise<{ status: number | null; answer: unknown }> {
    const { status, answer } = await runScript(script, words, { GASS_VAR: folder });
    return { status, answer };
  }

  type Options = Parameters<typeof openTrail>[0];
  type Recorded = Awaited<ReturnType<Awaited<ReturnType<typeof openTrail>>['record']>>;

  /** Works in the trail of a database as its process does. */
  async function inTrail<R>(
    name: DatabaseName,
    file: string,
    work: (record: () => Promise<Recorded>, events: Options['events']) => Promise<R>,
  ): Promise<R> {
    const store = await openStore(`sqlite:${path.join(folder, file)}`);
    const options = DATABASES[name].trail?.(store, loadSecrets(folder, false));
    assert.ok(options);
    const trail = await openTrail({ ...options, name });
    try {
      return await work(() => trail.record({ kind: 'seen', data: {} }), options.events);
    } finally {
      await trail.close();
      await store.close();
    }
  }
});
