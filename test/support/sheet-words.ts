/** Everything a page made of blocks says, as one text: for tests of view functions. */
import type { Sheet } from '../../src/portal/sheet/blocks.ts';
import { Html } from '../../src/web/html.ts';

/** Headings, blocks, links and addresses in their order, with plain spaces. */
export function wordsOf(sheet: Sheet): string {
  const said = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    if (value instanceof Html) return [value.text];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(said) : [];
  };
  return said(sheet).join('\n').replaceAll('\u00a0', ' ');
}
