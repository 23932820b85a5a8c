/**
 * `npm run -s mobile-login`: an example for those who write a mobile app. Logs in as the public
 * client `app-mobile`, tells who is there and for whom, and reads the health record. Tokens are
 * never printed, only what they say.
 */
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { readSettings } from '../config/settings.ts';
import { GassError } from '../src/domain/errors.ts';
import { LOGIN_OPTIONS, readLogin } from './support/app-options.ts';
import { readOptions, runScript } from './support/command-line.ts';
import { type AppTokens, logInAsApp } from './support/mobile-app.ts';

const USAGE = `npm run -s mobile-login [-- --non-interactive --serial N --password P
  [--new-password P] [--delegation self|ID]]`;

const bundle = z.object({
  total: z.number(),
  entry: z
    .array(
      z.object({ resource: z.object({ date: z.string(), description: z.string().optional() }) }),
    )
    .default([]),
});

await runScript(USAGE, async (args) => {
  const settings = readSettings(process.env);
  const open = readLogin(readOptions(LOGIN_OPTIONS, args), settings);
  const tokens = await logInAsApp({
    issuer: settings.issuer,
    scope: 'openid profile fse:read',
    resource: settings.urls.fse,
    open,
  });
  const idToken = tokens.claims();
  const accessToken = decodeJwt(tokens.access_token); // an app would not look inside; here it teaches
  const record = await readRecord(settings.urls.fse, tokens);
  say('The ID token says who logged in', idToken);
  say('The access token says whose record it opens, and who acts', accessToken);
  say(`The health record holds ${record.total} documents; the newest`, record.documents);
  return {
    sub: idToken?.sub,
    patient: accessToken.sub,
    acting_for: tokens.authorization_details ?? [],
    scope: accessToken['scope'],
    expires_in: tokens.expires_in,
    has_refresh_token: tokens.refresh_token !== undefined,
    id_token: idToken,
    access_token: accessToken,
    documents: record.total,
  };
});

/** The newest documents. @throws GassError the health record refuses, with its reason */
async function readRecord(
  fseUrl: string,
  tokens: AppTokens,
): Promise<{ total: number; documents: string[] }> {
  const response = await fetch(`${fseUrl}/DocumentReference?_sort=-date&_count=5`, {
    headers: { Authorization: `Bearer ${tokens.access_token}`, Accept: 'application/fhir+json' },
  });
  if (!response.ok) {
    const challenge = response.headers.get('www-authenticate') ?? '';
    const detail = `The health record answers ${response.status}. ${challenge}`;
    throw new GassError('refused', { status: response.status, detail });
  }
  const { total, entry } = bundle.parse(await response.json());
  const documents = entry.map(({ resource }) =>
    `${resource.date.slice(0, 10)} ${resource.description ?? ''}`.trim(),
  );
  return { total, documents };
}

function say(what: string, value: unknown): void {
  process.stdout.write(`${what}:\n${JSON.stringify(value, null, 2)}\n\n`);
}
