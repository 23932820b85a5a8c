/** SMART JS (fhirclient 2), which is not ours, logs people in at the real provider and uses the real services. */
import assert from 'node:assert/strict';
import type { Client } from 'fhirclient';
import type { Appointment, ServiceRequest, Slot } from 'fhir/r4.js';
import { DAY_MS } from '../../config/limits.ts';
import { bookingBody, CANCEL } from '../support/booking.ts';
import { type Walk, walkOf } from '../support/citizen.ts';
import { claimsIn } from '../support/relying-party.ts';
import { logInBySmart, type SmartApp } from '../support/smart-app.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

/** What this client gives back: plain JSON. */
interface Resource {
  readonly resourceType: string;
  readonly id: string;
}

/** The demo's public app, and its third-party portal with a secret and opaque tokens. */
const APPS = {
  'a public app': {
    clientId: 'app-mobile',
    redirectUri: 'http://127.0.0.1:49152/callback',
    scope: 'openid profile fse:read',
  },
  'a confidential app': {
    clientId: 'portale-terzo',
    clientSecret: 'demo-portale-terzo',
    redirectUri: 'http://localhost:4000/callback',
    scope: 'openid profile fse:read',
  },
} as const satisfies Record<string, SmartApp>;

describe('fhirclient', () => {
  let system: TestSystem;
  let fse: string;
  let booking: string;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse', 'booking'] });
    ({ fse, booking } = system.settings.urls);
  });
  after(() => system.close());

  const logIn = (app: SmartApp, name: string, more: Partial<Walk> = {}): Promise<Client> =>
    logInBySmart(system, fse, app, walkOf(system, name, more));
  /** Every document, page after page, as the library follows `next`. */
  const documentsOf = (client: Client): Promise<Resource[]> =>
    client.request<Resource[]>(`DocumentReference?patient=${client.patient.id ?? ''}&_count=4`, {
      pageLimit: 0,
      flat: true,
    });

  for (const [kind, app] of Object.entries(APPS))
    it(`logs in as ${kind}, reads the patient, pages through the documents and opens one`, async () => {
      const { sub } = system.citizen('Giulia');
      const client = await logIn(app, 'Giulia', { delegation: 'self' });
      assert.equal(client.patient.id, sub);
      assert.equal((await client.patient.read()).id, sub);
      const documents = await documentsOf(client);
      assert.equal(documents.length, 10);
      assert.equal(new Set(documents.map(({ id }) => id)).size, 10);
      const pdf = await client.request<Response>({
        url: `Binary/${documents[0]?.id ?? ''}`,
        headers: { accept: 'application/pdf' },
      });
      assert.equal((await pdf.text()).slice(0, 5), '%PDF-');
    });

  it('is told the patient, not the person who logged in, when she acts for a child', async () => {
    const { delegations } = system.citizen('Giulia');
    const delegation = delegations.find((one) => one.for === 'Luca Ferri')?.delegation_id ?? '';
    const client = await logIn(APPS['a public app'], 'Giulia', { delegation });
    assert.equal(client.patient.id, system.citizen('Luca').sub);
    assert.equal((await documentsOf(client)).length, 4);
    const idToken = client.getState('tokenResponse.id_token') as string;
    assert.equal(claimsIn(idToken)['sub'], system.citizen('Giulia').sub);
  });

  it('may ask in the words of SMART, and gets what they stand for: reading', async () => {
    const app = { ...APPS['a public app'], scope: 'launch/patient openid patient/*.read' };
    const client = await logIn(app, 'Anna');
    assert.equal(client.getState('tokenResponse.scope'), 'fse:read');
    assert.equal((await documentsOf(client)).length, 3);
  });

  it('is refused for another patient', async () => {
    const client = await logIn(APPS['a public app'], 'Mario');
    const other = system.citizen('Giulia').sub;
    await assert.rejects(client.request(`DocumentReference?patient=${other}`), { status: 403 });
  });

  it('books, moves and cancels at the booking service', async () => {
    const app = { ...APPS['a public app'], scope: 'openid booking:read booking:write' };
    const client = await logInBySmart(system, booking, app, walkOf(system, 'Anna'));
    const list = <T>(search: string): Promise<T[]> =>
      client.request<T[]>(search, { pageLimit: 1, flat: true });
    const [request] = await list<ServiceRequest>('ServiceRequest?status=active');
    const code = request?.code?.coding?.[0]?.code ?? '';
    const from = new Date(Date.now() + 14 * DAY_MS).toISOString().slice(0, 10);
    const [slot, other] = await list<Slot>(`Slot?service-type=${code}&start=ge${from}&_count=2`);
    const reference = (to: Slot | undefined): string => `Slot/${to?.id ?? ''}`;
    const booked = await client.create<Appointment>(bookingBody(slot?.id ?? '', request?.id ?? ''));
    assert.deepEqual([booked.status, booked.slot?.[0]?.reference], ['booked', reference(slot)]);
    const moved = await client.update<Appointment>({
      ...booked,
      slot: [{ reference: reference(other) }],
    });
    assert.deepEqual([moved.id, moved.slot?.[0]?.reference], [booked.id, reference(other)]);
    const cancelled = await client.patch<Appointment>(`Appointment/${booked.id ?? ''}`, CANCEL);
    assert.equal(cancelled.status, 'cancelled');
    const free = await list<Slot>(`Slot?service-type=${code}&start=ge${from}&_count=2`);
    assert.deepEqual(
      free.map(({ id }) => id),
      [slot?.id, other?.id],
    );
  });
});
