/** A FHIR client that is not ours books, moves and cancels unchanged: fhir-kit-client 2. The other one is in `fhirclient.test.ts`. */
import assert from 'node:assert/strict';
import type { Appointment, Bundle, Slot } from 'fhir/r4.js';
import { Client } from 'fhir-kit-client';
import {
  bookingBody,
  BOOKING_SCOPE,
  CANCEL,
  moveTo,
  prescribe,
  testBooking,
} from '../support/booking.ts';
import { feedCorner } from '../support/booking-corner.ts';
import { demoSubjects, type Subjects, tokensFor } from '../support/demo-subjects.ts';
import type { TestService } from '../support/service.ts';

type Body = Parameters<Client['create']>[0]['body'];
type Options = NonNullable<Parameters<Client['create']>[0]['options']>;

describe('fhir-kit-client at the booking server', () => {
  let server: TestService;
  let people: Subjects;
  before(async () => {
    server = await testBooking();
    people = demoSubjects();
    await feedCorner(server.store, 5);
  });
  after(() => server[Symbol.asyncDispose]());

  const clientOf = async (name: keyof Subjects): Promise<Client> =>
    new Client({
      baseUrl: server.url,
      bearerToken: await tokensFor(server.issuer, people, server.url).self(name, BOOKING_SCOPE),
    });
  // The client's resources are typed as bare objects.
  const plain = async <T>(answer: Promise<object> | undefined): Promise<T> => (await answer) as T;
  const asBody = (body: object): Body => body as Body;
  const withHeaders = (headers: Record<string, string>): Options => ({ headers });
  const refusedWith =
    (status: number, code: string) =>
    (error: { response?: { status?: number; data?: object } }): boolean => {
      assert.equal(error.response?.status, status);
      assert.match(JSON.stringify(error.response.data), new RegExp(`"${code}"`));
      return true;
    };

  async function freeSlots(client: Client, options: object = {}): Promise<string[]> {
    const bundle = await plain<Bundle<Slot>>(
      client.search({
        resourceType: 'Slot',
        searchParams: { 'service-type': '008970Z9', _include: 'Slot:schedule', _count: 3 },
        ...options,
      }),
    );
    const next = await plain<Bundle<Slot> | undefined>(
      client.nextPage({ bundle: bundle as unknown as Parameters<Client['nextPage']>[0]['bundle'] }),
    );
    return [...(bundle.entry ?? []), ...(next?.entry ?? [])].flatMap(({ search, resource }) =>
      search?.mode === 'match' ? [resource?.id ?? ''] : [],
    );
  }

  it('searches, books once, loses a place, moves, meets a stale version, cancels', async () => {
    const client = await clientOf('Mario');
    const slots = await freeSlots(client, { options: { postSearch: true } });
    assert.equal(slots.length, 5);
    const [first = '', second = '', third = ''] = slots;
    const { id: request } = await prescribe(server.store, people.Mario.fiscalCode);
    const create = (): Promise<Appointment> =>
      plain(
        client.create({
          resourceType: 'Appointment',
          body: asBody(bookingBody(first, request)),
          options: withHeaders({
            'If-None-Exist': 'identifier=urn:gass:client:portale-salute|kit-1',
          }),
        }),
      );
    const booked = await create();
    assert.equal((await create()).id, booked.id, 'asked twice, booked once');

    const other = await clientOf('Carla');
    const { id: foreign } = await prescribe(server.store, people.Carla.fiscalCode);
    await assert.rejects(
      other.create({ resourceType: 'Appointment', body: asBody(bookingBody(first, foreign)) }),
      refusedWith(409, 'slot-taken'),
    );

    const id = booked.id ?? '';
    const body = asBody({ ...booked, slot: [{ reference: `Slot/${second}` }] });
    const put = { resourceType: 'Appointment', id, body } as const;
    const moved = await plain<Appointment>(client.update(put));
    assert.equal(moved.meta?.versionId, '2');
    const jsonPatch = moveTo(third) as Parameters<Client['patch']>[0]['jsonPatch'];
    const patch = { resourceType: 'Appointment', id, jsonPatch } as const;
    await assert.rejects(
      client.patch({ ...patch, options: withHeaders({ 'If-Match': 'W/"1"' }) }),
      refusedWith(412, 'version-changed'),
    );
    const again = await plain<Appointment>(
      client.patch({ ...patch, options: withHeaders({ 'If-Match': 'W/"2"' }) }),
    );
    assert.equal(again.slot?.[0]?.reference, `Slot/${third}`);
    const cancelled = await plain<Appointment>(
      client.patch({ ...patch, jsonPatch: [...CANCEL] as typeof jsonPatch }),
    );
    assert.equal(cancelled.status, 'cancelled');
    assert.equal((await freeSlots(client)).length, 5, 'every slot is free again');
    const found = await plain<Bundle<Appointment>>(
      client.search({ resourceType: 'Appointment', searchParams: { status: 'cancelled' } }),
    );
    assert.equal(found.total, 1);
  });
});
