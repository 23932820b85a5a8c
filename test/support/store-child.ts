/**
 * A second process on the database, for tests: `node store-child.ts <address> <task> [arguments]`.
 * Prints one line for everything that was acknowledged to it.
 */
import { openTrail } from '../../src/audit/trail.ts';
import { openStore } from '../../src/storage/open.ts';
import { auditEvents, auditHeads } from '../../src/stores/collections.ts';
import { sample, samples } from './sample.ts';

const [address = '', task = '', first = '', second = ''] = process.argv.slice(2);
const store = await openStore(address);
const collection = store.collection(samples);

switch (task) {
  case 'insert': // <group>: until killed
    for (;;) {
      const entity = sample({ group: first });
      await collection.insert(entity);
      process.stdout.write(`${entity.id}\n`);
    }
  case 'count': // <id> <times>
    for (let done = 0; done < Number(second); done += 1)
      await collection.update(first, (current) => ({ ...current, count: current.count + 1 }));
    process.stdout.write(`${JSON.stringify(await collection.get(first))}\n`);
    break;
  case 'record': {
    // <key>: audit events until killed
    await store.migrate([auditEvents, auditHeads]);
    const options = { events: store.collection(auditEvents), heads: store.collection(auditHeads) };
    const trail = await openTrail({ ...options, key: first, name: 'child' });
    for (let n = 0; ; n += 1) {
      const events = await Promise.all(
        [1, 2].map(() => trail.record({ kind: 'seen', data: { n } })),
      );
      for (const { id } of events) process.stdout.write(`${id}\n`);
    }
  }
  case 'migrate':
    await store.migrate([samples]);
    process.stdout.write('migrated\n');
    break;
  default:
    throw new Error(`no such task: ${task}`);
}
await store.close();
