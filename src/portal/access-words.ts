/** Accesses in the words of the page: when, who, what, with which application. Pure. */
import type { Translator } from '../web/catalog.ts';
import { formatDate, formatTime } from '../web/format.ts';
import { Html, escapeHtml } from '../web/html.ts';
import type { AccessEntry } from './access-entry.ts';
import type { PortalKey } from './portal-pages.ts';
import { viewReport } from './report-view.ts';
import type { Report } from './report.ts';

/** Who reads the page, and what the page knows. */
export interface AccessReader {
  /** Account of the person who logged in. */
  readonly sub: string;
  /** This portal's client id. */
  readonly clientId: string;
  /** Path of the list of documents. */
  readonly list: string;
  /** Documents by id, those that the reader may see. */
  readonly documents: ReadonlyMap<string, Report>;
}

/** One line of the log. */
export interface AccessLine {
  readonly time: string;
  /** HTML. */
  readonly sentence: string;
  readonly app: string;
  /** How often in a row the same was done. */
  readonly times: number;
}

/** Words of what was asked, by service where one type means two things. */
const THINGS: Readonly<Record<string, PortalKey>> = {
  'fse.DocumentReference': 'log.thing.documents',
  'fse.names': 'log.thing.names',
  'registry.DocumentReference': 'log.thing.notes',
  AuditEvent: 'log.thing.log',
  Slot: 'log.thing.slots',
  Schedule: 'log.thing.places',
  HealthcareService: 'log.thing.places',
  Location: 'log.thing.places',
  ServiceRequest: 'log.thing.requests',
  Appointment: 'log.thing.appointments',
  Coverage: 'log.thing.exemptions',
  declarations: 'log.thing.declarations',
  'declaration-texts': 'log.thing.declarations',
  Patient: 'log.thing.personal',
  doctors: 'log.thing.doctors',
  'doctor-choices': 'log.thing.doctor',
  Consent: 'log.thing.consents',
};

const VERBS: Readonly<Record<string, PortalKey>> = {
  read: 'log.did.read',
  'search-type': 'log.did.search',
  create: 'log.did.create',
  update: 'log.did.update',
  delete: 'log.did.delete',
  $hide: 'log.did.hide',
  $unhide: 'log.did.unhide',
};

/** The lines under their days, in the order in which they come; repeats in a row are one line. */
export function groupByDay(
  t: Translator<PortalKey>,
  entries: readonly AccessEntry[],
  reader: AccessReader,
): { day: string; lines: AccessLine[] }[] {
  const groups: { day: string; lines: AccessLine[] }[] = [];
  for (const entry of entries) {
    const day = formatDate(t.language, entry.at);
    let group = groups.at(-1);
    if (group?.day !== day) groups.push((group = { day, lines: [] }));
    const line = lineOf(t, entry, reader);
    const last = group.lines.at(-1);
    const isRepeat = last?.sentence === line.sentence && last.app === line.app;
    if (isRepeat) group.lines[group.lines.length - 1] = { ...last, times: last.times + 1 };
    else group.lines.push(line);
  }
  return groups;
}

function lineOf(t: Translator<PortalKey>, entry: AccessEntry, reader: AccessReader): AccessLine {
  const done = VERBS[entry.operation ?? ''] ?? VERBS[entry.interaction] ?? 'log.did.other';
  const verb = entry.succeeded ? done : 'log.did.fail';
  const isThisPortal = entry.app === reader.clientId;
  return {
    time: formatTime(t.language, entry.at),
    sentence: t.html(verb, { who: whoOf(t, entry, reader), what: whatOf(t, entry, reader) }),
    app: isThisPortal ? t('log.app.this') : t('log.app.other', { app: entry.app }),
    times: 1,
  };
}

function whoOf(t: Translator<PortalKey>, { person, app }: AccessEntry, reader: AccessReader): Html {
  const words = (): string => {
    if (!person) return t('log.who.service', { app });
    if (person.sub === reader.sub) return t('log.who.you');
    return t(`log.who.${person.role}`, { name: person.name });
  };
  return new Html(`<strong>${escapeHtml(words())}</strong>`);
}

function whatOf(t: Translator<PortalKey>, entry: AccessEntry, reader: AccessReader): Html {
  const { service, type = '', itemId } = entry;
  const isDocument = service === 'fse' && type === 'DocumentReference' && itemId !== undefined;
  const report = isDocument ? reader.documents.get(itemId) : undefined;
  if (report) {
    const { type: kind, ofDate, href } = viewReport(t, reader.list, report);
    const name = t('report.title', { type: kind, of_date: ofDate });
    return new Html(`<a href="${escapeHtml(href)}">${escapeHtml(name)}</a>`);
  }
  if (isDocument) return new Html(escapeHtml(t('log.thing.document')));
  const key = THINGS[`${service}.${type}`] ?? THINGS[type] ?? `what.${service}`;
  return new Html(escapeHtml(t(key)));
}
