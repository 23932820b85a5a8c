/** Who may sign: the person, a parent, a guardian whose decree says so. A plain delegate never. */
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import { mayAct } from '../sections.ts';
import { fullName } from '../session.ts';
import { type PageVisit, visitPage } from '../sheet/page-visit.ts';
import { StopError } from '../stops.ts';

/** The visit of somebody who may declare. @throws StopError `not_covered`, and as `visitPage` */
export function visitSigner(deps: PortalDeps, ctx: Context): PageVisit {
  const visit = visitPage(deps, ctx, 'exemptions');
  if (!mayAct(visit.acting, 'exemption', 'declare'))
    throw new StopError('not_covered', { name: fullName(visit.acting) });
  return visit;
}
