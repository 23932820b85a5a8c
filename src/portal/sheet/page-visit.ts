/** What every page made of blocks begins with: session, language, ids of the address. */
import type { Context } from 'koa';
import type { Translator } from '../../web/catalog.ts';
import type { PortalDeps } from '../deps.ts';
import { FHIR_ID } from '../fhir-answer.ts';
import type { PortalKey } from '../portal-pages.ts';
import { paramOf, requireSection } from '../section-visit.ts';
import type { Section } from '../sections.ts';
import type { Acting } from '../session.ts';
import type { LiveSession } from '../sessions.ts';
import { StopError } from '../stops.ts';

export interface PageVisit {
  readonly session: LiveSession;
  readonly acting: Acting;
  readonly t: Translator<PortalKey>;
  readonly query: URLSearchParams;
}

/** The visit of the person in the address. @throws StopError as `requireSection` */
export function visitPage(
  { pages }: Pick<PortalDeps, 'pages'>,
  ctx: Context,
  section: Section,
): PageVisit {
  const session = requireSection(ctx, paramOf(ctx, 'person'), section);
  const query = new URLSearchParams(ctx.querystring);
  return { session, acting: session.acting, t: pages.translatorOf(ctx), query };
}

/** An id of the address. @throws StopError `not_found` it is none */
export function idParam(ctx: Context, name: string): string {
  const id = paramOf(ctx, name);
  if (!FHIR_ID.test(id)) throw new StopError('not_found', { detail: `no ${name}` });
  return id;
}
