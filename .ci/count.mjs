// Prints mocha's own count as one line; a failed check counts as one failure more.
import { readFileSync } from 'node:fs';
const [file, checksFailed] = process.argv.slice(2);
const { stats } = JSON.parse(readFileSync(file, 'utf8'));
const failed = stats.failures + (checksFailed === '1' && stats.failures === 0 ? 1 : 0);
const skipped = stats.pending > 0 ? `, ${stats.pending} skipped` : '';
console.log(`${stats.passes} passed, ${failed} failed${skipped}`);
if (stats.tests === 0) process.exitCode = 1;
