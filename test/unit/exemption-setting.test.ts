/** Sworn declarations away from one machine: off until the region confirms them. @source design 12 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { registeredClients } from '../../config/clients.ts';
import { readSettings } from '../../config/settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const EXEMPTION = 'https://exemption.example';

/** The scopes of a portal that wants to declare, in an environment. @throws SettingsError */
async function scopesIn(environment: Record<string, string>): Promise<readonly string[]> {
  await using folder = await tempFolder();
  const clients = path.join(folder.path, 'clients.json');
  const isDeployed = environment['GASS_ISSUER'] !== undefined;
  const audience = isDeployed ? EXEMPTION : 'http://localhost:3003';
  const client = {
    client_id: 'portale',
    client_name: 'Portale',
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'private_key_jwt',
    audiences: { [audience]: ['exemption:read', 'exemption:declare'] },
  };
  await writeFile(clients, JSON.stringify([client]));
  const settings = readSettings({
    GASS_VAR: folder.path,
    GASS_CLIENTS: clients,
    GASS_DEMO: 'off',
    ...environment,
  });
  const registered = registeredClients(settings).clients.find(
    ({ client_id: id }) => id === 'portale',
  );
  return registered?.audiences[audience] ?? [];
}

const DEPLOYED = {
  GASS_ISSUER: 'https://accesso.example',
  GASS_SMS: 'vonage',
  GASS_VONAGE_API_KEY: 'key',
  GASS_VONAGE_API_SECRET: 'secret',
  GASS_MAIL: 'smtp://mail.example',
  ...Object.fromEntries(
    ['FSE', 'BOOKING', 'EXEMPTION', 'REGISTRY', 'COUNTER', 'PORTAL'].map((name) => [
      `GASS_${name}_URL`,
      `https://${name.toLowerCase()}.example`,
    ]),
  ),
};

describe('a client that wants exemption:declare', () => {
  const BOTH = ['exemption:read', 'exemption:declare'];
  it('has it on one machine, unless declarations are off', async () => {
    assert.deepEqual(await scopesIn({}), BOTH);
    await assert.rejects(scopesIn({ GASS_DECLARATIONS: 'off' }), /exemption:declare is off/);
  });

  it('is refused elsewhere, until GASS_DECLARATIONS=on says that the region confirmed it', async () => {
    await assert.rejects(scopesIn(DEPLOYED), /GASS_DECLARATIONS=on/);
    assert.deepEqual(await scopesIn({ ...DEPLOYED, GASS_DECLARATIONS: 'on' }), BOTH);
  });

  it('does not have it in a demo with GASS_DECLARATIONS=off', async () => {
    await using folder = await tempFolder();
    const off = readSettings({ GASS_VAR: folder.path, GASS_DECLARATIONS: 'off' });
    const demo = registeredClients(off).clients.find(({ client_id: id }) => id === 'app-mobile');
    assert.deepEqual(demo?.audiences['http://localhost:3003'], ['exemption:read']);
  });
});
