/**
 * Takes the picture of the README from the running system: the reports of Luca, read by his mother.
 * By hand, with the pinned Node, when the page changes: `node test/support/readme-picture.ts`.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { openProfile } from './browser.ts';
import { Reader } from './reader.ts';
import { startSystem } from './system.ts';
import { tempFolder } from './temp-folder.ts';

const PICTURE = path.resolve(import.meta.dirname, '../../.github/reports.png');

const system = await startSystem();
await using folder = await tempFolder();
const shape = { locale: 'it-IT', viewport: { width: 1280, height: 720 } };
const giulia = await Reader.at(await openProfile(folder.path, shape), system);
await giulia.go('/');
await giulia.press('Entra');
await giulia.logInAs('Giulia');
await giulia.choose('Luca Ferri');
await giulia.sees('Referti di Luca Ferri');
await mkdir(path.dirname(PICTURE), { recursive: true });
await giulia.page.screenshot({ path: PICTURE, fullPage: true });
await giulia.close();
await system.close();
