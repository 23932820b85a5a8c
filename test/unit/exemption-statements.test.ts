/** A person's statements: one after the other, each with the hash of the one before. */
import assert from 'node:assert/strict';
import { APPEND_TRIES, STATEMENTS_A_YEAR, STATEMENTS_WINDOW_MS } from '../../config/limits.ts';
import {
  append,
  type DraftStatement,
  isWhole,
  statementsOf,
} from '../../src/resource-servers/exemption/statements.ts';
import type { Statement } from '../../src/resource-servers/exemption/stored.ts';
import { type Collection, ConflictError } from '../../src/storage/collection.ts';

const CODE = 'RSSMRA80A01F205X';
const START = Date.UTC(2026, 10, 24, 9);

function draftOf(id: string, at: number): DraftStatement {
  return {
    id,
    fiscalCode: CODE,
    at,
    signer: { sub: 's', fiscalCode: CODE, givenName: 'Mario', familyName: 'Rossi', role: 'ASS' },
    jti: 'j',
    acr: 'a',
    clientId: 'c',
    act: { kind: 'revocation', declarationId: 'd', reason: 'r', from: 'f', effectiveFrom: 'f' },
  };
}

/** As much of a collection as statements need; `conflicts` lose their place to nobody known. */
function memory(conflicts = 0): { all: Statement[]; collection: Collection<Statement> } {
  const all: Statement[] = [];
  let lost = 0;
  const collection = {
    find: () => Promise.resolve([...all]),
    insert: (one: Statement) => {
      lost += 1;
      if (lost <= conflicts) return Promise.reject(new ConflictError('position'));
      all.push(one);
      return Promise.resolve();
    },
  };
  return { all, collection: collection as unknown as Collection<Statement> };
}

function write(
  collection: Collection<Statement>,
  id: string,
  now: number,
  draft = (): DraftStatement => draftOf(id, now),
): Promise<Statement> {
  return append(collection, { fiscalCode: CODE, now, isIt: (one) => one.id === id, draft });
}

describe('statements of a person', () => {
  it('are written one after the other, and once', async () => {
    const { all, collection } = memory();
    for (const id of ['a', 'b', 'a', 'c', 'b']) await write(collection, id, START);
    assert.deepEqual(
      all.map(({ id, number }) => [id, number]),
      [
        ['a', 0],
        ['b', 1],
        ['c', 2],
      ],
    );
    assert.ok(isWhole(all));
    assert.match(all[1]?.previous ?? '', /^[0-9a-f]{64}$/);
  });

  it('are no longer whole when one is altered, taken out, doubled or moved', async () => {
    const { all, collection } = memory();
    for (const id of ['a', 'b', 'c']) await write(collection, id, START);
    const [a, b, c] = all as [Statement, Statement, Statement];
    for (const broken of [
      [{ ...a, at: a.at + 1 }, b, c],
      [{ ...a, signer: { ...a.signer, givenName: 'Maria' } }, b, c],
      [b, c],
      [a, c],
      [a, a, b, c],
      [a, c, b],
      [a, { ...b, previous: '' }, c],
      [a, b, { ...c, position: `${CODE}#3` }],
    ])
      assert.equal(isWhole(broken), false);
    all.splice(1, 1);
    await assert.rejects(statementsOf(collection, CODE), { code: 'INTERNAL_ERROR' });
    await assert.rejects(write(collection, 'd', START), { code: 'INTERNAL_ERROR' });
  });

  it('are judged again on each lost place, and given up in the end', async () => {
    let judged = 0;
    const draft = (): DraftStatement => {
      judged += 1;
      return draftOf('a', START);
    };
    await write(memory(3).collection, 'a', START, draft);
    assert.equal(judged, 4);
    const crowded = memory(APPEND_TRIES);
    await assert.rejects(write(crowded.collection, 'a', START), { code: 'SERVICE_UNAVAILABLE' });
    assert.equal(crowded.all.length, 0);
  });

  it(`are at most ${STATEMENTS_A_YEAR} in a year; who is over is told when to come back`, async () => {
    const { all, collection } = memory();
    for (let n = 0; n < STATEMENTS_A_YEAR; n += 1)
      await write(collection, `${n}`, START + n * 1000);
    const now = START + STATEMENTS_WINDOW_MS - 10_000;
    await assert.rejects(write(collection, 'more', now), {
      code: 'TOO_MANY_REQUESTS',
      options: { retryAfter: 10 },
    });
    await write(collection, 'more', START + STATEMENTS_WINDOW_MS);
    assert.equal(all.length, STATEMENTS_A_YEAR + 1);
  });
});
