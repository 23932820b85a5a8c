/** The runnable examples for integrators, as child processes on the real system. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { Citizen, walkLogin, walkOf } from '../support/citizen.ts';
import { type ScriptRun, runScript } from '../support/scripts.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

interface Person {
  readonly sub: string;
}
interface MobileAnswer {
  readonly sub: string;
  readonly patient: string;
  readonly acting_for: readonly { delegation_id: string; patient: { given_name: string } }[];
  readonly scope: string;
  readonly has_refresh_token: boolean;
  readonly access_token: { readonly act?: Person };
  readonly documents: number;
}

describe('the examples for integrators', function () {
  this.timeout(30_000);
  let system: TestSystem;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse'] });
  });
  after(() => system.close());

  const run = (name: string, ...args: readonly string[]): Promise<ScriptRun> =>
    runScript(name, args, system.environment);
  const typed = (givenName: string, ...more: readonly string[]): string[] => {
    const { card_serial, password } = system.citizen(givenName);
    return [
      '--non-interactive',
      '--serial',
      card_serial ?? '',
      '--password',
      password ?? '',
      ...more,
    ];
  };

  it('log in as a mobile app for oneself and for a child, and print no token', async () => {
    const giulia = system.citizen('Giulia');
    const luca = giulia.delegations.find((one) => one.for === 'Luca Ferri')?.delegation_id ?? '';
    const own = await run('mobile-login', ...typed('Giulia'));
    assert.equal(own.status, 0, own.stderr);
    const self = own.answer as unknown as MobileAnswer;
    assert.deepEqual([self.sub, self.patient, self.documents], [giulia.sub, giulia.sub, 10]);
    assert.deepEqual([self.acting_for, self.scope, self.has_refresh_token], [[], 'fse:read', true]);
    const child = await run('mobile-login', ...typed('Giulia', '--delegation', luca));
    assert.equal(child.status, 0, child.stderr);
    const other = child.answer as unknown as MobileAnswer;
    assert.deepEqual([other.sub, other.access_token.act?.sub], [giulia.sub, giulia.sub]);
    assert.equal(other.patient, system.citizen('Luca').sub);
    assert.deepEqual(
      other.acting_for.map((one) => [one.delegation_id, one.patient.given_name]),
      [[luca, 'Luca']],
    );
    assert.equal(other.documents, 4);
    assert.doesNotMatch(own.stdout + child.stdout, /eyJ[\w-]+\.[\w-]+\.[\w-]+/);
  });

  it('wait for a person who logs in with a browser', async () => {
    const script = path.resolve(import.meta.dirname, '../../scripts/mobile-login.ts');
    const child = spawn(process.execPath, [script], { env: system.environment });
    let stdout = '';
    const address = new Promise<string>((resolve) => {
      child.stdout.on('data', (part: Buffer) => {
        stdout += part.toString();
        const found = /^(http\S+)\n/m.exec(stdout)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    const person = new Citizen();
    const first = await person.get(await address);
    const walk = walkOf(system, 'Mario');
    const done = await walkLogin(system, person, first, walk, 'http://127.0.0.1:');
    const port = done.location ?? '';
    assert.equal((await fetch(port.replace(/state=[^&]+/, 'state=x'))).status, 404);
    assert.match(await (await fetch(port)).text(), /Torni al programma/);
    assert.equal(await ended, 0);
    const answer = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as MobileAnswer;
    assert.equal(answer.sub, system.citizen('Mario').sub);
  });

  it('ask as a regional service what a token says, plain and signed', async () => {
    const giulia = system.citizen('Giulia');
    for (const more of [[], ['--signed']]) {
      const { answer, stderr } = await run('introspect', '--login', ...typed('Giulia'), ...more);
      assert.equal(answer?.['active'], true, stderr);
      assert.deepEqual(
        [answer['sub'], answer['aud'], answer['client_id'], answer['username']],
        [
          giulia.sub,
          'urn:gass:regional:servizio-regionale',
          'app-mobile',
          `TINIT-${giulia.fiscal_code}`,
        ],
      );
      assert.equal(answer['act'], undefined);
    }
    const unknown = await run('introspect', '--token', 'x'.repeat(43));
    assert.deepEqual(unknown.answer, { active: false });
  });

  it('say in a sentence why they cannot', async () => {
    const cases: [string, string[], RegExp][] = [
      ['mobile-login', ['--serial', '1'], /--serial needs --non-interactive/],
      ['mobile-login', ['--non-interactive', '--serial', '1'], /--password is missing/],
      [
        'mobile-login',
        ['--non-interactive', '--serial', '1234567890', '--password', 'wrong one'],
        /Con questi dati non si può accedere/,
      ],
      ['introspect', [], /either --token or --login/],
    ];
    for (const [name, args, words] of cases) {
      const { status, stdout, stderr } = await run(name, ...args);
      assert.equal(status, 1, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /\bat .*\.ts:\d+/);
    }
    const nobody = await runScript('mobile-login', [], {
      ...system.environment,
      GASS_ISSUER: 'http://localhost:1',
    });
    assert.match(nobody.stderr, /^Nobody answers at http:\/\/localhost:1/);
  });
});
