/**
 * A SMART app as an integrator writes it on `fhirclient`: sends a person to the provider, takes
 * them back, and reads with the client it was given. It serves nothing: the browser's address at
 * the end of the login is handed over by the test.
 */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import smart, { type Client } from 'fhirclient';
import { type Walk, Citizen, walkLogin } from './citizen.ts';
import type { TestSystem } from './system.ts';

/** A registered app. */
export interface SmartApp {
  readonly clientId: string;
  /** Absent for a public app. */
  readonly clientSecret?: string;
  readonly redirectUri: string;
  readonly scope: string;
}

/** Logs a person in at the provider of a FHIR server and gives the app's client. */
export async function logInBySmart(
  system: Pick<TestSystem, 'sms'>,
  server: string,
  app: SmartApp,
  walk: Walk,
): Promise<Client> {
  const kept = new Map<string, unknown>();
  const storage = {
    get: (key: string) => Promise.resolve(kept.get(key)),
    set: (key: string, value: unknown) => Promise.resolve(kept.set(key, value)),
    unset: (key: string) => Promise.resolve(kept.delete(key)),
  };
  const leaving = requestTo(app.redirectUri);
  const address = await smart(leaving.request, leaving.response, storage).authorize({
    ...app,
    iss: server,
    noRedirect: true,
  });
  const browser = new Citizen();
  const first = await browser.get(address);
  const end = await walkLogin(system, browser, first, walk, app.redirectUri);
  if (end.location === undefined)
    throw new Error(`the browser stopped at ${end.url} (${end.status})`);
  const back = requestTo(end.location);
  return smart(back.request, back.response, storage).ready();
}

function requestTo(address: string): { request: IncomingMessage; response: ServerResponse } {
  const { host, pathname, search } = new URL(address);
  const request = new IncomingMessage(new Socket());
  request.headers.host = host;
  request.url = `${pathname}${search}`;
  return { request, response: new ServerResponse(request) };
}
