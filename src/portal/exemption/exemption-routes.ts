/** Addresses of the pages of exemptions. @source ux 1.14 */
import type Router from '@koa/router';
import type { PortalDeps } from '../deps.ts';
import { chooseText, confirmText, fillText, showCheck, showText } from './declare-routes.ts';
import { listExemptions, openReceipt, showDeclaration } from './list-routes.ts';
import {
  confirmWithdrawal,
  fillWithdrawal,
  showWithdrawal,
  showWithdrawalCheck,
} from './withdraw-routes.ts';

/** Adds them. */
export function exemptionRoutes(deps: PortalDeps, router: Router): void {
  const base = '/per/:person/esenzioni';
  const text = `${base}/dichiara/:code/:version`;
  const one = `${base}/dichiarazioni/:id`;
  router.get(base, listExemptions(deps));
  router.get(`${base}/dichiara`, chooseText(deps));
  router.get(text, showText(deps));
  router.post(text, fillText(deps));
  router.get(`${text}/conferma`, showCheck(deps));
  router.post(`${text}/conferma`, confirmText(deps));
  router.get(one, showDeclaration(deps));
  router.get(`${one}/ricevuta`, openReceipt(deps));
  router.get(`${one}/ritira`, showWithdrawal(deps));
  router.post(`${one}/ritira`, fillWithdrawal(deps));
  router.get(`${one}/ritira/conferma`, showWithdrawalCheck(deps));
  router.post(`${one}/ritira/conferma`, confirmWithdrawal(deps));
}
