/** The audit chain when storing fails, when its process is killed, and under any one tampering. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { verifyTrails } from '../../src/audit/verify.ts';
import type { AuditEvent } from '../../src/domain/audit-event.ts';
import {
  type Collection,
  type Store,
  StorageUnavailableError,
} from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import { auditEvents, auditHeads } from '../../src/stores/collections.ts';
import { auditBench } from '../support/audit.ts';
import { startStoreChild } from '../support/children.ts';
import { onEngine, startSqlite } from '../support/engines.ts';
import { tampering } from '../support/tampering.ts';

onEngine('the audit trail in trouble', 'sqlite', startSqlite, (engine) => {
  let store: Store;
  before(async () => {
    store = await openStore(engine().address('trouble'));
  });
  after(() => store.close());

  /** How many of a batch a failing call stores before it fails. */
  for (const stored of [0, 1, Infinity]) {
    it(`rejects what fails and goes on without gap or fork (${stored} stored of a failing batch)`, async () => {
      const bench = await auditBench(store);
      let failing = 0;
      const events: Collection<AuditEvent> = {
        ...bench.events,
        insertAll: async (batch) => {
          if (failing === 0) return bench.events.insertAll(batch);
          failing -= 1;
          await bench.events.insertAll(batch.slice(0, stored));
          throw new StorageUnavailableError('away');
        },
      };
      const trail = await bench.open('test', events);
      const record = (count: number) =>
        Promise.allSettled(
          Array.from({ length: count }, (_, n) => trail.record({ kind: 'seen', data: { n } })),
        );
      failing = 1;
      assert.ok(
        (await record(2)).every(({ status }) => status === 'rejected'),
        'at its very beginning',
      );
      assert.ok((await record(2)).every(({ status }) => status === 'fulfilled'));
      failing = 2;
      assert.ok((await record(3)).every(({ status }) => status === 'rejected'));
      assert.ok((await record(3)).every(({ status }) => status === 'rejected'));
      const after = await record(3);
      const numbers = after.map((one) => one.status === 'fulfilled' && one.value.data['n']);
      assert.deepEqual(numbers, [0, 1, 2]);
      await trail.close();
      const again = await bench.open();
      await again.record({ kind: 'seen', data: {} });
      await again.close();
      assert.deepEqual((await bench.verify()).broken, []);
    });
  }

  it('loses nothing that was acknowledged when its process is killed, and the next one goes on', async () => {
    const address = engine().address('killed');
    const key = randomBytes(32).toString('base64url');
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const child = startStoreChild(address, 'record', key);
      await child.atLeast(10 + round);
      child.kill();
      acknowledged.push(...(await child.ended));
    }
    const killed = await openStore(address);
    const options = {
      events: killed.collection(auditEvents),
      heads: killed.collection(auditHeads),
      key,
    };
    for (const id of acknowledged) assert.ok(await options.events.get(id), 'an acknowledged event');
    assert.deepEqual((await verifyTrails(options)).broken, []);
    await killed.close();
  });

  it('shows any one tampering, and no other trouble, whatever was recorded before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
        tampering,
        async (counts, tamper) => {
          const bench = await auditBench(store);
          for (const count of counts) {
            const trail = await bench.open();
            for (let n = 0; n < count; n += 1)
              await trail.record({ kind: 'seen', subject: 's', data: { n } });
            await trail.close();
          }
          assert.deepEqual((await bench.verify()).broken, []);
          await tamper(bench);
          assert.notDeepEqual((await bench.verify()).broken, []);
        },
      ),
      { numRuns: 30 },
    );
  });
});
