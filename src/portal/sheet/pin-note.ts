/** What a check says of the PIN. Pure. */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import type { Block } from './blocks.ts';

/** Before it: that it is asked. Back from it, or from a page that did not need to ask: one more press. */
export function pinNote(t: Translator<PortalKey>, isBack: boolean): Block {
  return isBack
    ? { kind: 'notice', tone: 'info', text: t('sheet.again') }
    : { kind: 'text', text: t('sheet.pin') };
}
