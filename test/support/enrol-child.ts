/**
 * A desk as a process of its own, for tests: `node enrol-child.ts <first number> <how many>` with the
 * environment of a system. Enrols invented people until it is killed or done, and prints a line of JSON
 * for every enrolment that was acknowledged to it.
 */
import { readSettings } from '../../config/settings.ts';
import { openIdentity } from '../../src/compose/identity.ts';
import { createLog } from '../../src/web/log.ts';
import { enrolAtDesk } from './desk.ts';
import { CHEAP_HASH } from './system.ts';

const settings = { ...readSettings(process.env), hash: CHEAP_HASH };
const desk = await openIdentity(settings, 'desk', createLog({ process: 'desk', level: 'silent' }));
const [first, count] = process.argv.slice(2).map(Number);
for (let n = first ?? 1; n < (first ?? 1) + (count ?? 1); n += 1)
  process.stdout.write(`${JSON.stringify(await enrolAtDesk(desk, n))}\n`);
await desk.close();
