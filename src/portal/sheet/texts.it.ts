/** Texts that pages of several services share, Italian. */
export const sheetIt = {
  'sheet.refused': 'Non è stato possibile. Riprovi tra qualche minuto.',
  'sheet.edit': 'Correggi',
  'sheet.cancel': 'Annulla',
  'sheet.pin': 'Per confermare serve il PIN. Dopo il PIN torna qui e conferma.',
  'sheet.again': 'Per finire prema ancora il pulsante qui sotto.',
  'sheet.yes': 'Sì',
  'sheet.no': 'No',
} as const;

/** Keys of these texts. */
export type SheetTextKey = keyof typeof sheetIt;
