/** Every way to tamper with an audit trail by one hand on its database, for property tests. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AuditEvent } from '../../src/domain/audit-event.ts';
import type { AuditBench } from './audit.ts';

/** One change of what is stored. */
export type Tamper = (bench: AuditBench) => Promise<void>;

const which = fc.nat();
const anyEvent = async (bench: AuditBench, n: number): Promise<AuditEvent> => {
  const all = await bench.all();
  const event = all[n % all.length];
  assert.ok(event);
  return event;
};

/** One hand on the database, which has no key. */
export const tampering: fc.Arbitrary<Tamper> = fc.oneof(
  fc
    .tuple(
      which,
      fc.constantFrom('kind', 'subject', 'previous', 'hash', 'chain', 'position'),
      fc.string(),
    )
    .map(
      ([n, field, text]): Tamper =>
        async (bench) => {
          const { id } = await anyEvent(bench, n);
          await bench.events.update(id, (current) => ({
            ...current,
            [field]: `forged ${text.toWellFormed()}`,
          }));
        },
    ),
  fc.tuple(which, fc.jsonValue({ maxDepth: 2 })).map(
    ([n, value]): Tamper =>
      async (bench) => {
        const { id } = await anyEvent(bench, n);
        await bench.events.update(id, (current) => ({ ...current, data: { forged: value } }));
      },
  ),
  fc.tuple(which, fc.integer({ min: 1, max: 10_000_000 })).map(
    ([n, ms]): Tamper =>
      async (bench) => {
        const { id } = await anyEvent(bench, n);
        await bench.events.update(id, (current) => ({ ...current, at: current.at - ms }));
      },
  ),
  which.map(
    (n): Tamper =>
      async (bench) =>
        bench.events.delete((await anyEvent(bench, n)).id),
  ),
  which.map(
    (n): Tamper =>
      async (bench) => {
        const { chain } = await anyEvent(bench, n);
        for (const { id } of await bench.events.find({ chain })) await bench.events.delete(id);
        await bench.heads.delete(chain);
      },
  ),
  which.map(
    (n): Tamper =>
      async (bench) =>
        bench.heads.delete((await anyEvent(bench, n)).chain),
  ),
  fc.tuple(which, fc.integer({ min: -3, max: -1 })).map(
    ([n, less]): Tamper =>
      async (bench) => {
        const { chain } = await anyEvent(bench, n);
        await bench.heads.update(chain, (current) => ({ ...current, count: current.count + less }));
      },
  ),
  fc.tuple(which, which).map(
    ([n, m]): Tamper =>
      async (bench) => {
        const all = await bench.all();
        const [one, two] = [
          all[n % all.length],
          all[(n + 1 + (m % (all.length - 1))) % all.length],
        ];
        assert.ok(one && two);
        const swapped = { position: two.position, chain: two.chain };
        await bench.events.delete(two.id);
        await bench.events.update(one.id, (current) => ({ ...current, ...swapped }));
        await bench.events.insert({ ...two, position: one.position, chain: one.chain });
      },
  ),
  fc.tuple(which, fc.nat({ max: 50 })).map(
    ([n, gap]): Tamper =>
      async (bench) => {
        const event = await anyEvent(bench, n);
        await bench.events.insert({
          ...event,
          id: 'forged',
          position: `${event.chain}.${100 + gap}`,
        });
      },
  ),
);
