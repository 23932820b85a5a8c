/** What the verifier of the audit trail finds, and in which words. */
import assert from 'node:assert/strict';
import { CHAIN_REGISTERED, hashOf, REGISTER } from '../../src/audit/chain.ts';
import type { AuditEvent } from '../../src/domain/audit-event.ts';
import type { Store } from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import { auditBench, type AuditBench } from '../support/audit.ts';
import { onBothEngines } from '../support/engines.ts';

onBothEngines('the verifier of the audit trail finds', (engine) => {
  let store: Store;
  let bench: AuditBench;
  before(async () => {
    store = await openStore(engine().address('tampering'));
  });
  after(() => store.close());
  beforeEach(async () => {
    bench = await auditBench(store);
  });

  it('a changed record, whatever was changed in it', async () => {
    const events = await bench.recorded(9);
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
    const found = await bench.faults();
    for (const fault of expected) assert.ok(found.includes(fault), fault);
  });

  it('a removed record: in the middle, the last one, the first one', async () => {
    const events = await bench.recorded(5);
    const chain = events[0]?.chain ?? '';
    await bench.events.delete(events[2]?.id ?? '');
    assert.deepEqual(await bench.faults(), [`${chain}.3 removed`]);
    await bench.events.delete(events[4]?.id ?? '');
    assert.deepEqual(await bench.faults(), [`${chain}.3 removed`, `${chain}.5 removed`]);
    const [first] = await bench.events.find({ position: `${chain}.0` });
    await bench.events.delete(first?.id ?? '');
    assert.deepEqual(await bench.faults(), [
      `${chain}.0 removed`,
      `${chain}.3 removed`,
      `${chain}.5 removed`,
    ]);
  });

  it("two records in each other's place", async () => {
    const [one, two] = await bench.recorded(3);
    assert.ok(one && two);
    await bench.events.delete(two.id);
    await bench.events.update(one.id, (current) => ({ ...current, position: two.position }));
    await bench.events.insert({ ...two, position: one.position });
    const found = await bench.faults();
    assert.ok(
      found.includes(`${one.position} changed`) && found.includes(`${two.position} changed`),
    );
  });

  it('an inserted record: copied behind the end, forged among them, in a chain of its own', async () => {
    const events = await bench.recorded(3);
    const [one] = events;
    assert.ok(one);
    const forged = [
      { ...one, id: 'copy', position: `${one.chain}.77` },
      { ...one, id: 'odd', position: 'nowhere' },
      { ...one, id: 'alone', chain: 'bogus', position: 'bogus.0' },
    ];
    await bench.events.insertAll(forged);
    assert.deepEqual(
      await bench.faults(),
      [`${one.chain}.77 inserted`, 'bogus.0 inserted', 'nowhere inserted'].toSorted(),
    );
  });

  it('a link that another one replaced', async () => {
    const [one, two] = await bench.recorded(3);
    assert.ok(one && two);
    const other = { ...two, previous: 'x' };
    await bench.events.update(two.id, () => ({ ...other, hash: hashOf(bench.key, other) })); // by who has the key
    assert.ok((await bench.faults()).includes(`${two.position} not_linked`));
  });

  it('a whole chain that is gone with its head, the newest one too', async () => {
    await bench.recorded(2, 'older');
    const [newest] = await bench.recorded(2, 'newest');
    const chain = newest?.chain ?? '';
    for (const { id } of await bench.events.find({ chain })) await bench.events.delete(id);
    await bench.heads.delete(chain);
    const found = await bench.faults();
    assert.ok(found.includes(`${chain} head_removed`), found.join());
    for (const { id, kind, data } of await bench.events.find({ chain: REGISTER }))
      if (kind === CHAIN_REGISTERED && data['chain'] === chain) await bench.events.delete(id);
    assert.ok(
      (await bench.faults()).includes(`${REGISTER}.1 removed`),
      'nor can the register be cut',
    );
  });

  it('an end that is cut off together with an older genuine head, once a later chain named it', async () => {
    const trail = await bench.open('long');
    const { chain } = await trail.record({ kind: 'seen', data: {} });
    await trail.close();
    const older = await bench.heads.get(chain);
    assert.ok(older);
    const last = await trail.record({ kind: 'seen', data: {} });
    await trail.close();
    await bench.recorded(1, 'later');
    await bench.events.delete(last.id);
    await bench.heads.update(chain, () => older);
    assert.deepEqual(await bench.faults(), [`${last.position} removed`]);
  });

  it('a changed or removed head, and a chain that the register does not know', async () => {
    const [one] = await bench.recorded(2, 'one');
    const [two] = await bench.recorded(2, 'two');
    assert.ok(one && two);
    await bench.heads.update(one.chain, (current) => ({ ...current, count: 1 }));
    await bench.heads.delete(two.chain);
    assert.deepEqual(
      await bench.faults(),
      [`${one.chain} head_changed`, `${two.chain} head_removed`].toSorted(),
    );
    for (const { id } of await bench.events.find({ chain: REGISTER }))
      await bench.events.delete(id);
    await bench.heads.delete(REGISTER);
    const found = await bench.faults();
    assert.ok(
      found.includes(`${one.chain} not_registered`) &&
        found.includes(`${two.chain} not_registered`),
    );
  });
});
