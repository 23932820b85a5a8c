import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createSmsOutbox } from '../../src/delivery/channels/outbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SCRIPT = new URL('../../scripts/sms.ts', import.meta.url).pathname;

async function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const all = { PATH: process.env['PATH'] ?? '', ...env };
  return promisify(execFile)(process.execPath, [SCRIPT, ...args], { env: all });
}

describe('npm run sms', () => {
  it('prints the last messages as one JSON object', async () => {
    await using folder = await tempFolder();
    const outbox = createSmsOutbox(folder.path);
    for (const id of ['m-1', 'm-2', 'm-3'])
      await outbox.send(
        { id, kind: 'notice', accountId: 'a', tries: 1 },
        { to: '+393331234567', text: `per ${id}` },
      );
    const { stdout } = await run(['--last', '2'], { GASS_VAR: folder.path });
    const { messages } = JSON.parse(stdout);
    assert.deepEqual(
      messages.map(({ text }: { text: string }) => text),
      ['per m-2', 'per m-3'],
    );
  });

  it('shows nothing where messages leave the machine, and says why', async () => {
    await using folder = await tempFolder();
    const gateway = { GASS_SMS: 'vonage', GASS_VONAGE_API_KEY: 'k', GASS_VONAGE_API_SECRET: 's' };
    await assert.rejects(run([], { GASS_VAR: folder.path, ...gateway }), (error: unknown) => {
      assert.ok(error instanceof Error && 'stderr' in error && 'code' in error);
      assert.equal(error.code, 1);
      assert.match(String(error.stderr), /no outbox here/);
      return true;
    });
  });
});
