/** Addresses of the pages of the registry: personal data, doctor, consents, taccuino. @source ux 1.14, issue 4 */
import type Router from '@koa/router';
import type { PortalDeps } from '../deps.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { visitPage } from '../sheet/page-visit.ts';
import { chooseDoctor, leaveDoctor, showChoose, showLeave } from './choose-routes.ts';
import { decideConsent, listConsents, showConsent, showHistory } from './consent-routes.ts';
import { findDoctor, showDoctor } from './doctor-routes.ts';
import {
  deleteNote,
  listNotes,
  saveNote,
  showDelete,
  showNewNote,
  showNote,
} from './note-routes.ts';
import { personalSheet } from './personal-view.ts';

/** Adds them. */
export function registryRoutes(deps: PortalDeps, router: Router): void {
  router.get('/per/:person/dati', async (ctx) => {
    const { session, acting, t } = visitPage(deps, ctx, 'personal');
    showSheet(deps.pages, ctx, personalSheet(t, acting, await deps.registry.person(session)));
  });
  const doctor = '/per/:person/medico';
  router.get(doctor, showDoctor(deps));
  router.get(`${doctor}/cerca`, findDoctor(deps));
  router.get(`${doctor}/scegli/:id`, showChoose(deps));
  router.post(`${doctor}/scegli/:id`, chooseDoctor(deps));
  router.get(`${doctor}/lascia`, showLeave(deps));
  router.post(`${doctor}/lascia`, leaveDoctor(deps));
  const consents = '/per/:person/consensi';
  router.get(consents, listConsents(deps));
  router.get(`${consents}/:id`, showConsent(deps));
  router.post(`${consents}/:id`, decideConsent(deps));
  router.get(`${consents}/:id/storia`, showHistory(deps));
  const notebook = '/per/:person/taccuino';
  router.get(notebook, listNotes(deps));
  router.get(`${notebook}/nuova`, showNewNote(deps));
  router.post(`${notebook}/nuova`, saveNote(deps));
  router.get(`${notebook}/:id`, showNote(deps));
  router.post(`${notebook}/:id`, saveNote(deps));
  router.get(`${notebook}/:id/elimina`, showDelete(deps));
  router.post(`${notebook}/:id/elimina`, deleteNote(deps));
}
