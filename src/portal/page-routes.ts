/** Every address of the portal that answers with a page. */
import Router from '@koa/router';
import { accessRoutes } from './access-routes.ts';
import { bookingRoutes } from './booking/booking-routes.ts';
import { finishLogin } from './callback.ts';
import { documentRoutes } from './document-routes.ts';
import type { PortalDeps } from './deps.ts';
import { exemptionRoutes } from './exemption/exemption-routes.ts';
import { showHome } from './home.ts';
import { redirect, startLogin } from './login-routes.ts';
import { logOut } from './logout-routes.ts';
import { registryRoutes } from './registry/registry-routes.ts';

/** The routes; the person in the address is `me` or a delegation id. @source ux 1.11 */
export function pageRoutes(deps: PortalDeps): Router {
  const router = new Router();
  router.get('/', showHome(deps));
  router.get('/callback', finishLogin(deps));
  router.post('/login', startLogin(deps, 'login'));
  router.post('/switch', startLogin(deps, 'switch'));
  router.post('/logout', logOut(deps));
  // where a reload lands after a form that stopped
  for (const form of ['/login', '/switch', '/logout'])
    router.get(form, (ctx) => {
      redirect(ctx, '/');
    });
  documentRoutes(deps, router);
  bookingRoutes(deps, router);
  exemptionRoutes(deps, router);
  registryRoutes(deps, router);
  accessRoutes(deps, router);
  return router;
}
