/** A flood of random tokens at a resource server stays there. */
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { INTROSPECTIONS_AT_ONCE } from '../../config/limits.ts';
import { createAuthenticator } from '../../src/resource-servers/kit/authenticate.ts';
import { ApiError } from '../../src/resource-servers/kit/errors.ts';

describe('questions about opaque tokens', () => {
  it('are under way so many at once, and answered 503 beyond', async () => {
    let asked = 0;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const authenticator = createAuthenticator({
      audience: 'http://localhost:3001',
      issuer: {
        url: 'http://localhost:3000',
        introspect: async () => {
          asked += 1;
          await held;
          return { active: false };
        },
      } as never, // nothing else of the provider is asked for an opaque token
      statusLists: {} as never,
    });
    const statusOf = (token: string): Promise<number> =>
      authenticator
        .authenticate(
          {
            url: '/',
            method: 'GET',
            headers: { authorization: `Bearer ${token}` },
            headersDistinct: { authorization: [`Bearer ${token}`] },
          } as unknown as IncomingMessage,
          '/',
        )
        .then(
          () => 200,
          (error: unknown) => (error instanceof ApiError ? error.row.status : 500),
        );
    const flood = Array.from({ length: INTROSPECTIONS_AT_ONCE + 30 }, (_, n) =>
      statusOf(`token${n}`),
    );
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(asked, INTROSPECTIONS_AT_ONCE);
    release();
    const statuses = await Promise.all(flood);
    assert.equal(statuses.filter((status) => status === 503).length, 30);
    assert.equal(statuses.filter((status) => status === 401).length, INTROSPECTIONS_AT_ONCE);
    assert.equal(await statusOf('later'), 401, 'and it goes on afterwards');
  });
});
