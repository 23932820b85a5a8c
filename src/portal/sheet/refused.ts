/** What a page says when a service refuses. Pure. */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import type { Service } from '../sections.ts';
import type { Refusal, ServiceAnswer } from '../service-answer.ts';
import { StopError } from '../stops.ts';

/** Our own words for the code, where there are some; else the service's sentence, which is in the page's language. */
export function refusalText(
  t: Translator<PortalKey>,
  refusal: Pick<Refusal, 'code' | 'sentence'>,
  own: Readonly<Partial<Record<string, PortalKey>>> = {},
): string {
  const key = own[refusal.code];
  if (key !== undefined) return t(key);
  return refusal.sentence === '' ? t('sheet.refused') : refusal.sentence;
}

/** The refusal in an answer that is not `ok`. @throws StopError `service_down` it asks for a PIN that nobody expects */
export function refusalOf(
  answer: Exclude<ServiceAnswer, { kind: 'ok' }>,
  service: Service,
): Refusal {
  if (answer.kind === 'refused') return answer;
  throw new StopError('service_down', { service, detail: `${service} asks for a PIN` });
}
