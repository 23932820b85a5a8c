/** Documents in the words of the page. Pure. */
import type { Translator } from '../web/catalog.ts';
import { formatDate, formatSize } from '../web/format.ts';
import type { PortalKey } from './portal-pages.ts';
import type { Report } from './report.ts';
import { reportsPath } from './return-path.ts';

/** One document as the views show it; `subject`, `facility` and a foreign `type` are Italian. */
export interface ReportView {
  readonly type: string;
  /** The type's language when it is not the page's. */
  readonly typeLanguage: 'it' | undefined;
  readonly subject: string | undefined;
  readonly date: string;
  readonly facility: string;
  readonly href: string;
  readonly pdf: string;
  readonly size: string;
}

/** The words of one document. */
export function viewReport(t: Translator<PortalKey>, person: string, report: Report): ReportView {
  const href = `${reportsPath(person)}/${report.id}`;
  return {
    type: report.kind ? t(`kind.${report.kind}`) : report.typeName,
    typeLanguage: report.kind || t.language === 'it' ? undefined : 'it',
    subject: report.subject,
    date: formatDate(t.language, report.date),
    facility: report.facility,
    href,
    pdf: `${href}/pdf`,
    size: report.size === undefined ? 'PDF' : formatSize(t.language, report.size),
  };
}

const romanYear = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'Europe/Rome' });

/** The year a document belongs to, in Italy. */
export function yearOf(instant: number): number {
  return Number(romanYear.format(instant));
}

/** Documents under their years, in the order in which they come. */
export function groupByYear(
  t: Translator<PortalKey>,
  person: string,
  reports: readonly Report[],
): { year: number; reports: ReportView[] }[] {
  const groups: { year: number; reports: ReportView[] }[] = [];
  for (const report of reports) {
    const year = yearOf(report.date);
    let group = groups.at(-1);
    if (group?.year !== year) groups.push((group = { year, reports: [] }));
    group.reports.push(viewReport(t, person, report));
  }
  return groups;
}
