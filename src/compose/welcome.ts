/** What `npm start` prints on one machine: where to go, and who can log in. */
import type { Settings } from '../../config/settings.ts';
import type { RunningSystem } from '../app.ts';

/** Addresses and the table of the demo's people. */
export function welcome(settings: Settings, system: RunningSystem): string {
  const lines = ['', 'GASS is running:'];
  for (const [name, url] of Object.entries(system.addresses))
    lines.push(`  ${name.padEnd(9)} ${url}`);
  if (system.people.length > 0) {
    lines.push(
      `  messages  ${settings.issuer}/demo/outbox`,
      '',
      'Invented people (see $GASS_VAR/demo-citizens.json for all):',
      '',
    );
    lines.push(
      ...table(
        ['Name', 'Card serial', 'Password', 'Shows'],
        system.people.map((one) => [one.name, one.serial, one.password, one.shows]),
      ),
    );
    if (system.addresses.portal !== undefined)
      lines.push('', `Open ${system.addresses.portal} and press "Entra".`);
  }
  return `${lines.join('\n')}\n\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `  ${cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()}`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
