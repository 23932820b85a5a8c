/** The audit chain on real stores: what it records, and every tampering that it finds. */
import assert from 'node:assert/strict';
import { CHAIN_REGISTERED, CHAIN_STARTED, hashOf, REGISTER } from '../../src/audit/chain.ts';
import { ChainWriter } from '../../src/audit/chain-writer.ts';
import type { AuditEvent } from '../../src/domain/audit-event.ts';
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

  /** One chain of so many events of ours behind `chain_started`, closed. */
  async function recorded(count: number, name = 'test'): Promise<readonly AuditEvent[]> {
    const trail = await bench.open(name);
    const events = await Promise.all(
      Array.from({ length: count }, (_, n) =>
        trail.record({ kind: 'seen', subject: `s${n}`, data: { n } }),
      ),
    );
    await trail.close();
    return events;
  }

  async function faults(): Promise<string[]> {
    return (await bench.verify()).broken
      .map(({ position, why }) => `${position} ${why}`)
      .toSorted();
  }

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
    assert.deepEqual(await faults(), []);
  });

  it('links 20 parallel records without gap or fork', async () => {
    const events = await recorded(20);
    assert.deepEqual(
      events.map(({ position }) => position),
      events.map(({ chain }, n) => `${chain}.${n + 1}`),
    );
    events.slice(1).forEach((event, n) => assert.equal(event.previous, events[n]?.hash));
    assert.deepEqual(await faults(), []);
  });

  it('lets processes begin at the same time, and names what moved since the last start', async () => {
    const first = await recorded(3);
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
    assert.deepEqual(await faults(), []);
    await unfinished.append([{ at: Date.now(), kind: CHAIN_STARTED, data: { heads: [] } }]);
    assert.deepEqual(await faults(), []);
    await recorded(1);
    assert.deepEqual(await faults(), []);
  });

  describe('finds', () => {
    it('a changed record, whatever was changed in it', async () => {
      const events = await recorded(9);
      const changes: Partial<AuditEvent>[] = [
        { at: 1 },
        { kind: 'other' },
        { subject: 'other' },
        { data: { n: 9 } },
        { previous: 'x' },
        { hash: 'x' },
      ];
      const expected: string[] = [];
      for (const [n, change] of changes.entries()) {
        const { id = '', position = '' } = events[n] ?? {};
        await bench.events.update(id, (current) => ({ ...current, ...change }));
        expected.push(`${position} changed`);
      }
      const found = await faults();
      for (const fault of expected) assert.ok(found.includes(fault), fault);
    });

    it('a removed record: in the middle, the last one, the first one', async () => {
      const events = await recorded(5);
      const chain = events[0]?.chain ?? '';
      await bench.events.delete(events[2]?.id ?? '');
      assert.deepEqual(await faults(), [`${chain}.3 removed`]);
      await bench.events.delete(events[4]?.id ?? '');
      assert.deepEqual(await faults(), [`${chain}.3 removed`, `${chain}.5 removed`]);
      const [first] = await bench.events.find({ position: `${chain}.0` });
      await bench.events.delete(first?.id ?? '');
      assert.deepEqual(await faults(), [
        `${chain}.0 removed`,
        `${chain}.3 removed`,
        `${chain}.5 removed`,
      ]);
    });

    it("two records in each other's place", async () => {
      const [one, two] = await recorded(3);
      assert.ok(one && two);
      await bench.events.delete(two.id);
      await bench.events.update(one.id, (current) => ({ ...current, position: two.position }));
      await bench.events.insert({ ...two, position: one.position });
      const found = await faults();
      assert.ok(
        found.includes(`${one.position} changed`) && found.includes(`${two.position} changed`),
      );
    });

    it('an inserted record: copied behind the end, forged among them, in a chain of its own', async () => {
      const events = await recorded(3);
      const [one] = events;
      assert.ok(one);
      const forged = [
        { ...one, id: 'copy', position: `${one.chain}.77` },
        { ...one, id: 'odd', position: 'nowhere' },
        { ...one, id: 'alone', chain: 'bogus', position: 'bogus.0' },
      ];
      await bench.events.insertAll(forged);
      assert.deepEqual(
        await faults(),
        [`${one.chain}.77 inserted`, 'bogus.0 inserted', 'nowhere inserted'].toSorted(),
      );
    });

    it('a link that another one replaced', async () => {
      const [one, two] = await recorded(3);
      assert.ok(one && two);
      const other = { ...two, previous: 'x' };
      await bench.events.update(two.id, () => ({ ...other, hash: hashOf(bench.key, other) })); // by who has the key
      assert.ok((await faults()).includes(`${two.position} not_linked`));
    });

    it('a whole chain that is gone with its head, the newest one too', async () => {
      await recorded(2, 'older');
      const [newest] = await recorded(2, 'newest');
      const chain = newest?.chain ?? '';
      for (const { id } of await bench.events.find({ chain })) await bench.events.delete(id);
      await bench.heads.delete(chain);
      const found = await faults();
      assert.ok(found.includes(`${chain} head_removed`), found.join());
      for (const { id, kind, data } of await bench.events.find({ chain: REGISTER }))
        if (kind === CHAIN_REGISTERED && data['chain'] === chain) await bench.events.delete(id);
      assert.ok((await faults()).includes(`${REGISTER}.1 removed`), 'nor can the register be cut');
    });

    it('an end that is cut off together with an older genuine head, once a later chain named it', async () => {
      const trail = await bench.open('long');
      const { chain } = await trail.record({ kind: 'seen', data: {} });
      await trail.close();
      const older = await bench.heads.get(chain);
      assert.ok(older);
      const last = await trail.record({ kind: 'seen', data: {} });
      await trail.close();
      await recorded(1, 'later');
      await bench.events.delete(last.id);
      await bench.heads.update(chain, () => older);
      assert.deepEqual(await faults(), [`${last.position} removed`]);
    });

    it('a changed or removed head, and a chain that the register does not know', async () => {
      const [one] = await recorded(2, 'one');
      const [two] = await recorded(2, 'two');
      assert.ok(one && two);
      await bench.heads.update(one.chain, (current) => ({ ...current, count: 1 }));
      await bench.heads.delete(two.chain);
      assert.deepEqual(
        await faults(),
        [`${one.chain} head_changed`, `${two.chain} head_removed`].toSorted(),
      );
      for (const { id } of await bench.events.find({ chain: REGISTER }))
        await bench.events.delete(id);
      await bench.heads.delete(REGISTER);
      const found = await faults();
      assert.ok(
        found.includes(`${one.chain} not_registered`) &&
          found.includes(`${two.chain} not_registered`),
      );
    });
  });
});
