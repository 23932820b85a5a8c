/**
 * A process with a courier on the outbox, for tests: `node courier-child.ts <address> <folder> <key>`.
 * Enqueues until it is killed and prints the id of every message that was acknowledged to it.
 */
import { createSealer } from '../../src/credentials/sealing.ts';
import { createChannels } from '../../src/delivery/channels.ts';
import { createCourier } from '../../src/delivery/courier.ts';
import { openStore } from '../../src/storage/open.ts';
import { openStores } from '../../src/stores/stores.ts';
import { smsDraft } from './post-office.ts';

const [address = '', varFolder = '', key = ''] = process.argv.slice(2);
const courier = createCourier({
  stores: openStores(await openStore(address)),
  sealer: createSealer(key),
  channels: createChannels({
    sms: 'outbox',
    mail: 'outbox',
    varFolder,
    issuer: 'http://localhost:3000',
  }),
  log: { info: () => undefined, warn: () => undefined },
});
courier.start();
for (;;) {
  const { id } = await courier.enqueue(smsDraft());
  process.stdout.write(`${id}\n`);
}
