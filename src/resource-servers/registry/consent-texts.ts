/**
 * The texts that consents are given to: short, Italian, each with the version a decision names. A
 * changed text is a new version; old ones stay readable in the decisions that name them.
 * @source DM 7 Sept 2023 art. 8; the wording is ours (JUDG), to be replaced by the region's
 */
import type { Purpose } from './stored.ts';

/** One text. */
export interface ConsentText {
  /** What `policy` names. */
  readonly uri: string;
  /** Name of the purpose. */
  readonly display: string;
  readonly words: string;
}

const FREE = 'La scelta è libera e si può cambiare quando si vuole.';

const TEXTS: Readonly<Record<Purpose, ConsentText>> = {
  cura: {
    uri: 'urn:gass:consent-text:cura:1',
    display: 'Consultazione per diagnosi, cura e riabilitazione',
    words: `Chi mi cura può leggere il mio fascicolo per la diagnosi, la cura e la riabilitazione. ${FREE}`,
  },
  prevenzione: {
    uri: 'urn:gass:consent-text:prevenzione:1',
    display: 'Consultazione per prevenzione',
    words: `Chi mi assiste può leggere il mio fascicolo per la prevenzione (art. 16, comma 1). ${FREE}`,
  },
  'prevenzione-c2': {
    uri: 'urn:gass:consent-text:prevenzione-c2:1',
    display: 'Consultazione per prevenzione (art. 16, comma 2)',
    words: `Gli uffici indicati all’art. 16, comma 2, possono leggere il mio fascicolo per la prevenzione. ${FREE}`,
  },
  'a-ter': {
    uri: 'urn:gass:consent-text:a-ter:1',
    display: 'Consultazione per la finalità della lettera a-ter',
    words: `Il mio fascicolo può essere letto per la finalità della lettera a-ter della legge. ${FREE}`,
  },
};

/** The text in force for a purpose. */
export function textOf(purpose: Purpose): ConsentText {
  return TEXTS[purpose];
}
