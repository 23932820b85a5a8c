/** The taccuino: read, write, change, delete. */
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import { readOwnForm, redirect } from '../login-routes.ts';
import type { PortalKey } from '../portal-pages.ts';
import { paramOf } from '../section-visit.ts';
import { idParam, visitPage } from '../sheet/page-visit.ts';
import { refusalOf, refusalText } from '../sheet/refused.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { StopError } from '../stops.ts';
import { noteErrors, typedNote } from './note-form.ts';
import { DONE, deleteSheet, noteSheet, notebookSheet } from './note-view.ts';
import { notebookPath } from './paths.ts';

type Handler = (ctx: Context) => Promise<void>;

const WRITE = {
  'version-changed': 'note.error.version-changed',
  'too-large': 'note.error.text_long',
} as const satisfies Record<string, PortalKey>;
const DELETE = { 'version-changed': 'note.delete.changed' } as const satisfies Record<
  string,
  PortalKey
>;

/** GET `/per/:person/taccuino?fatto=&cursor=`. */
export function listNotes(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t, query } = visitPage(deps, ctx, 'notebook');
    const cursor = query.get('cursor') ?? undefined;
    const done = DONE.find((word) => word === query.get('fatto'));
    try {
      const page = await deps.registry.notes(session, cursor);
      const state = { isFirst: cursor === undefined, done };
      showSheet(deps.pages, ctx, notebookSheet(t, acting, page, state));
    } catch (error) {
      const isOldCursor = error instanceof StopError && error.page === 'expired';
      if (!isOldCursor || cursor === undefined) throw error;
      redirect(ctx, ctx.path); // a page left open for an hour begins again
    }
  };
}

/** GET `/per/:person/taccuino/nuova`. */
export function showNewNote(deps: PortalDeps): Handler {
  return (ctx) => {
    const { acting, t } = visitPage(deps, ctx, 'notebook');
    const words = { title: '', text: '', isPrivate: false };
    showSheet(deps.pages, ctx, noteSheet(t, acting, { words }));
    return Promise.resolve();
  };
}

/** GET `/per/:person/taccuino/:id`. */
export function showNote(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitPage(deps, ctx, 'notebook');
    const note = await deps.registry.note(session, idParam(ctx, 'id'));
    showSheet(deps.pages, ctx, noteSheet(t, acting, { words: note, before: note }));
  };
}

/** POST `/per/:person/taccuino/nuova` and `/:id`: fields `titolo`, `testo`, `privata`, `versione`. */
export function saveNote(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitPage(deps, ctx, 'notebook');
    const form = await readOwnForm(deps, ctx);
    const isNew = paramOf(ctx, 'id') === '';
    const words = typedNote(form);
    const errors = noteErrors(words);
    const seen = isNew ? undefined : await deps.registry.note(session, idParam(ctx, 'id'));
    const before = seen && { ...seen, version: requireVersion(form.get('versione')) };
    if (Object.keys(errors).length > 0) {
      showSheet(deps.pages, ctx, noteSheet(t, acting, { words, before, errors }));
      return;
    }
    const order = { words, ...(before ? { before } : {}), language: t.language };
    const answer = await deps.registry.write(session, order);
    if (answer.kind === 'ok') {
      redirect(ctx, `${notebookPath(acting.id)}?fatto=salvata`);
      return;
    }
    // shown with the version of now: pressed again it is saved over what somebody else wrote
    const refusal = refusalText(t, refusalOf(answer, 'registry'), WRITE);
    showSheet(deps.pages, ctx, noteSheet(t, acting, { words, before: seen, refusal }));
  };
}

/** GET `/per/:person/taccuino/:id/elimina`. */
export function showDelete(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitPage(deps, ctx, 'notebook');
    const note = await deps.registry.note(session, idParam(ctx, 'id'));
    showSheet(deps.pages, ctx, deleteSheet(t, acting, note));
  };
}

/** POST `.../:id/elimina`: field `versione`. One that is gone already is deleted. */
export function deleteNote(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitPage(deps, ctx, 'notebook');
    const form = await readOwnForm(deps, ctx);
    const id = idParam(ctx, 'id');
    const version = requireVersion(form.get('versione'));
    const answer = await deps.registry.remove(session, { id, version, language: t.language });
    const isGone = answer.kind === 'refused' && answer.status === 404;
    if (answer.kind === 'ok' || isGone) {
      redirect(ctx, `${notebookPath(acting.id)}?fatto=eliminata`);
      return;
    }
    const refusal = refusalText(t, refusalOf(answer, 'registry'), DELETE);
    const note = await deps.registry.note(session, id);
    showSheet(deps.pages, ctx, deleteSheet(t, acting, note, refusal));
  };
}

/** @throws StopError `bad_request` no form of ours */
function requireVersion(version: string | undefined): string {
  if (version === undefined || !/^\d{1,9}$/.test(version))
    throw new StopError('bad_request', { detail: 'no version' });
  return version;
}
