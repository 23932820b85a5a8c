/** Documents in the words of the page. Pure. */
import type { Translator } from '../web/catalog.ts';
import { formatDate, formatSize } from '../web/format.ts';
import type { PortalKey } from './portal-pages.ts';
import type { Report } from './report.ts';

/** One document as the views show it; `subject`, `facility` and a foreign `type` are Italian. */
export interface ReportView {
  readonly type: string;
  /** The subject already says the type: "Visita cardiologica". */
  readonly isNamedBySubject: boolean;
  /** The type's language when it is not the page's. */
  readonly typeLanguage: 'it' | undefined;
  readonly subject: string | undefined;
  readonly date: string;
  /** "del 12 novembre 2026", "dell'8 maggio 2026". */
  readonly ofDate: string;
  readonly facility: string;
  readonly href: string;
  readonly pdf: string;
  readonly size: string;
  /** "Nascosto", "Nascosto ai genitori". */
  readonly marks: readonly string[];
}

/** The words of one document; `list` is the path of the list that it is opened from. */
export function viewReport(t: Translator<PortalKey>, list: string, report: Report): ReportView {
  const href = `${list}/${report.id}`;
  const type = report.kind ? t(`kind.${report.kind}`) : report.typeName;
  return {
    type,
    isNamedBySubject: t.language === 'it' && firstWord(report.subject) === firstWord(type),
    typeLanguage: report.kind || t.language === 'it' ? undefined : 'it',
    subject: report.subject,
    date: formatDate(t.language, report.date),
    ofDate: datePhrase(t, 'of', report.date),
    facility: report.facility,
    href,
    pdf: `${href}/pdf`,
    size: report.size === undefined ? 'PDF' : formatSize(t.language, report.size),
    marks: report.marks.map((mark) => t(`hide.badge.${mark}`)),
  };
}

/** A date with its preposition; in Italian "8" and "11" begin with a vowel. */
export function datePhrase(
  t: Translator<PortalKey>,
  preposition: 'of' | 'on',
  instant: number,
): string {
  const date = formatDate(t.language, instant);
  return t(/^(?:8|11)\D/.test(date) ? `date.${preposition}_elided` : `date.${preposition}`, {
    date,
  });
}

const romanYear = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'Europe/Rome' });

/** The year a document belongs to, in Italy. */
export function yearOf(instant: number): number {
  return Number(romanYear.format(instant));
}

/** Documents under their years, in the order in which they come. */
export function groupByYear(
  t: Translator<PortalKey>,
  list: string,
  reports: readonly Report[],
): { year: number; reports: ReportView[] }[] {
  const groups: { year: number; reports: ReportView[] }[] = [];
  for (const report of reports) {
    const year = yearOf(report.date);
    let group = groups.at(-1);
    if (group?.year !== year) groups.push((group = { year, reports: [] }));
    group.reports.push(viewReport(t, list, report));
  }
  return groups;
}

function firstWord(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /^[^\s:.,]+/.exec(text.toLowerCase())?.[0];
}
