/** Texts that pages of several services share, English. */
import type { SheetTextKey } from './texts.it.ts';

export const sheetEn: Readonly<Record<SheetTextKey, string>> = {
  'sheet.refused': 'It was not possible. Try again in a few minutes.',
  'sheet.edit': 'Correct',
  'sheet.cancel': 'Cancel',
  'sheet.pin': 'To confirm you need the PIN. After the PIN you come back here and confirm.',
  'sheet.again': 'To finish press the button below once more.',
  'sheet.yes': 'Yes',
  'sheet.no': 'No',
};
