/** The audit chain on real stores: what it records, and every tampering that it finds. */
import assert from 'node:assert/strict';
import { CHAIN_REGISTERED, CHAIN_STARTED, REGISTER } from '../../src/audit/chain.ts';
import { ChainWriter } from '../../src/audit/chain-writer.ts';
import { InvalidValueError } from '../../src/domain/errors.ts';
import type { Store } from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import { auditBench, type AuditBench } from '../support/audit.ts';
import { onBothEngines } from '../support/engines.ts';

onBothEngines('the audit trail', (engine) => {
  let store: Store;
  let bench: AuditBench;
  before(async () => {
    store = await openStore(engine().address('audit'));
  });
  after(() => store.close());
  beforeEach(async () => {
    bench = await auditBench(store);
  });

  it('records nothing before the first event, then begins and registers its chain', async () => {
    const trail = await bench.open('provider');
    assert.deepEqual(await bench.all(), []);
    const event = await trail.record({
      kind: 'login',
      subject: 'a',
      data: { client: 'x', none: undefined },
    });
    await trail.close();
    assert.match(event.chain, /^provider-[\w-]{12}$/);
    assert.equal(event.position, `${event.chain}.1`);
    assert.deepEqual(await bench.events.find({ subject: 'a' }), [event]);
    const kinds = (await bench.all()).map(({ chain, kind }) => [chain, kind]);
    assert.deepEqual(kinds, [
      [event.chain, CHAIN_STARTED],
      [event.chain, 'login'],
      [REGISTER, CHAIN_REGISTERED],
    ]);
    assert.deepEqual(await bench.verify(), { chains: 2, events: 3, broken: [] });
  });

  it('keeps data whole whatever it holds', async () => {
    const trail = await bench.open();
    await trail.record({
      kind: 'odd',
      subject: '',
      data: {
        half: '\ud800',
        list: [undefined, 1.5, -0, null],
        when: new Date(0),
        deep: { __proto__: null, $set: '𝄞' },
      },
    });
    await assert.rejects(
      trail.record({ kind: 'odd', subject: '\ud800', data: {} }),
      InvalidValueError,
    );
    await trail.record({ kind: 'after', data: {} });
    await trail.close();
    assert.deepEqual(await bench.faults(), []);
  });

  it('links 20 parallel records without gap or fork', async () => {
    const events = await bench.recorded(20);
    assert.deepEqual(
      events.map(({ position }) => position),
      events.map(({ chain }, n) => `${chain}.${n + 1}`),
    );
    events.slice(1).forEach((event, n) => assert.equal(event.previous, events[n]?.hash));
    assert.deepEqual(await bench.faults(), []);
  });

  it('lets processes begin at the same time, and names what moved since the last start', async () => {
    const first = await bench.recorded(3);
    const trails = await Promise.all([1, 2, 3, 4].map(() => bench.open()));
    await Promise.all(
      trails.flatMap((trail) => [1, 2].map((n) => trail.record({ kind: 'seen', data: { n } }))),
    );
    await Promise.all(trails.map((trail) => trail.close()));
    const report = await bench.verify();
    assert.deepEqual(report, { chains: 6, events: 4 + 4 * 3 + 5, broken: [] });
    const starts = (await bench.all()).filter(
      ({ kind, chain }) => kind === CHAIN_STARTED && chain !== first[0]?.chain,
    );
    for (const { data } of starts) {
      const named = data['heads'] as { id: string; count: number; hash: string }[];
      assert.deepEqual(
        named.find(({ id }) => id === first[0]?.chain),
        { id: first[0]?.chain, count: 4, hash: first[2]?.hash },
      );
    }
  });

  it('takes what a crash leaves as no fault: links beyond the head, a chain not registered yet', async () => {
    const trail = await bench.open();
    const { chain } = await trail.record({ kind: 'seen', data: {} });
    await trail.close();
    const older = await bench.heads.get(chain);
    assert.ok(older);
    await trail.record({ kind: 'seen', data: {} });
    await trail.close();
    await bench.heads.update(chain, () => older);
    const unfinished = new ChainWriter(bench, 'unfinished');
    await unfinished.resume();
    assert.deepEqual(await bench.faults(), []);
    await unfinished.append([{ at: Date.now(), kind: CHAIN_STARTED, data: { heads: [] } }]);
    assert.deepEqual(await bench.faults(), []);
    await bench.recorded(1);
    assert.deepEqual(await bench.faults(), []);
  });
});
