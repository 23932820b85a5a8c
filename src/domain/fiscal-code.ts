/** The Italian fiscal code of a person. */
export type FiscalCode = string & { readonly __brand: 'FiscalCode' };
