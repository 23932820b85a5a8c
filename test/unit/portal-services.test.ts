import assert from 'node:assert/strict';
import Koa from 'koa';
import { createServiceClient } from '../../src/portal/service-client.ts';
import type { LiveSession } from '../../src/portal/sessions.ts';
import { StopError } from '../../src/portal/stops.ts';
import { serve } from '../support/serve.ts';

type Given = (ctx: Koa.Context) => void;

const outcome = {
  issue: [
    {
      details: { coding: [{ code: 'slot-taken' }], text: 'Posto preso.' },
      expression: ['Appointment.slot'],
    },
  ],
};

describe('a call to a service', () => {
  const me = { acting: { id: 'me', basis: 'self' } } as unknown as LiveSession; // all a call looks at
  const luca = { acting: { id: 'l', basis: 'parental' } } as unknown as LiveSession;

  /** A service that answers so, and a client whose tokens are named `first` and `second`. */
  async function setting(given: Given) {
    const app = new Koa();
    app.silent = true;
    app.use(given);
    const server = await serve(app);
    const { url } = server;
    const client = createServiceClient(
      { fse: url, booking: url, exemption: url, registry: url },
      { tokenFor: (_session, _audience, refused) => Promise.resolve(refused ? 'second' : 'first') },
    );
    return { client, [Symbol.asyncDispose]: () => server.close() };
  }
  const answers =
    (status: number, body: unknown = {}, headers: Record<string, string> = {}): Given =>
    (ctx) => {
      ctx.status = status;
      ctx.set(headers);
      ctx.body = body;
    };
  const pin = { 'WWW-Authenticate': 'Bearer error="insufficient_user_authentication"' };
  const scope = {
    'WWW-Authenticate': 'Bearer error="insufficient_scope", scope="registry:choose"',
  };

  const cases: readonly [what: string, given: Given, answer: object][] = [
    [
      'an OperationOutcome, with its sentence and field',
      answers(409, outcome),
      {
        kind: 'refused',
        status: 409,
        code: 'slot-taken',
        sentence: 'Posto preso.',
        field: 'Appointment.slot',
      },
    ],
    [
      'problem details',
      answers(422, { code: 'age', detail: 'Solo da 65 anni.' }),
      { kind: 'refused', status: 422, code: 'age', sentence: 'Solo da 65 anni.', field: undefined },
    ],
    [
      'a refusal in no known form',
      answers(412, 'no'),
      { kind: 'refused', status: 412, code: '', sentence: '', field: undefined },
    ],
    ['the PIN that is missing', answers(401, {}, pin), { kind: 'step-up' }],
    ['the scope that the last PIN was not for', answers(403, {}, scope), { kind: 'step-up' }],
    [
      'what is done',
      answers(201, { id: 'a' }, { ETag: 'W/"1"' }),
      { kind: 'ok', status: 201, json: { id: 'a' }, etag: 'W/"1"' },
    ],
    [
      'what has no body',
      answers(204, null),
      { kind: 'ok', status: 204, json: undefined, etag: undefined },
    ],
  ];
  for (const [what, given, expected] of cases)
    it(`hands on ${what}`, async () => {
      await using service = await setting(given);
      const request = {
        method: 'POST',
        path: '/x',
        json: {},
        pinScope: 'registry:choose',
      } as const;
      assert.deepEqual(await service.client.ask(me, 'registry', request), expected);
    });

  const stops: readonly [what: string, given: Given, session: LiveSession, page: string][] = [
    ['a failure', answers(500), me, 'service_down'],
    ['too many requests', answers(429), me, 'service_down'],
    ['a page instead of JSON', answers(200, 'welcome'), me, 'service_down'],
    ['a redirect', (ctx) => ctx.redirect('/elsewhere'), me, 'service_down'],
    ['a refusal for this person', answers(403), luca, 'ended'],
    ['what is not there', answers(404), me, 'not_found'],
    ['an old cursor', answers(400), me, 'expired'],
  ];
  for (const [what, given, session, page] of stops)
    it(`stops at ${what}`, async () => {
      await using service = await setting(given);
      await assert.rejects(
        service.client.read(session, 'booking', { path: '/x' }, (json) => json),
        (error) => error instanceof StopError && error.page === page,
      );
    });

  it('is made once more with another token, and carries body and headers both times', async () => {
    const seen: string[] = [];
    await using service = await setting((ctx) => {
      seen.push(`${ctx.get('Authorization')} ${ctx.get('Idempotency-Key')} ${ctx.method}`);
      ctx.status = seen.length === 1 ? 401 : 200;
      ctx.body = {};
    });
    const headers = { 'Idempotency-Key': 'k1', Authorization: 'Bearer other' };
    const request = { method: 'POST', path: '/x', json: { a: 1 }, headers } as const;
    assert.equal((await service.client.ask(me, 'booking', request)).kind, 'ok');
    assert.deepEqual(seen, ['Bearer first k1 POST', 'Bearer second k1 POST']);
  });

  it('waits for the same request that is under way, as after a double press, and hands on its answer', async () => {
    const seen: string[] = [];
    await using service = await setting((ctx) => {
      seen.push(ctx.get('Idempotency-Key'));
      if (seen.length < 3) answers(409, { code: 'still-running' })(ctx);
      else answers(201, { id: 'a' })(ctx);
    });
    const headers = { 'Idempotency-Key': 'k1' };
    const request = { method: 'POST', path: '/x', json: {}, headers } as const;
    const answer = await service.client.ask(me, 'exemption', request);
    assert.equal(answer.kind === 'ok' && answer.status, 201);
    assert.deepEqual(seen, ['k1', 'k1', 'k1']);
  });

  it('speaks the language of the page', async () => {
    const seen: string[] = [];
    await using service = await setting((ctx) => {
      seen.push(ctx.get('Accept-Language'));
      ctx.body = {};
    });
    await service.client.ask(me, 'fse', { path: '/x' });
    await service.client.ask(me, 'fse', { path: '/x', language: 'en' });
    assert.deepEqual(seen, ['it', 'en']);
  });
});
