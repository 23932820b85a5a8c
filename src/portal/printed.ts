/** The line that only paper shows: when it was printed, by whom, of whom. @source ux 1.12 */
import type { Translator } from '../web/catalog.ts';
import type { PortalKey } from './portal-pages.ts';
import { datePhrase } from './report-view.ts';
import { fullName } from './session.ts';
import type { LiveSession } from './sessions.ts';

/** The sentence, for the day on which the page was made. */
export function printedNote(t: Translator<PortalKey>, session: LiveSession): string {
  return t('report.printed', {
    on_date: datePhrase(t, 'on', Date.now()),
    actor: fullName(session.person),
    name: fullName(session.acting),
  });
}
