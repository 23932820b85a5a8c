import assert from 'node:assert/strict';
import { createCatalog } from '../../src/web/catalog.ts';
import { datePhrase, groupByYear, viewReport } from '../../src/portal/report-view.ts';
import { readReport, readReportPage } from '../../src/portal/report.ts';
import { portalEn } from '../../src/portal/texts.en.ts';
import { portalIt } from '../../src/portal/texts.it.ts';

const { it: italian, en: english } = createCatalog(portalIt, portalEn).translators;

function document(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    resourceType: 'DocumentReference',
    id: 'd1',
    type: {
      coding: [{ system: 'http://loinc.org', code: '11502-2', display: 'Referto di laboratorio' }],
    },
    date: '2026-11-02T09:30:00+01:00',
    description: 'Emocromo e glicemia',
    custodian: { display: 'Laboratorio demo ASST' },
    content: [{ attachment: { size: 1_400_000 } }],
    context: { practiceSetting: { coding: [{ code: 'x', display: 'Analisi' }] } },
    ...more,
  };
}

describe('a document at the portal', () => {
  it('is told in the words of the page', () => {
    const view = viewReport(italian, '/per/me/referti', readReport(document()));
    assert.equal(view.type, 'Referto di laboratorio');
    assert.equal(view.subject, 'Emocromo e glicemia');
    assert.equal(view.ofDate, 'del 2\u00a0novembre\u00a02026');
    assert.equal(view.size, '1,4\u00a0MB');
    assert.equal(view.facility, 'Laboratorio demo ASST, Analisi');
    assert.equal(view.pdf, '/per/me/referti/d1/pdf');
    assert.equal(
      viewReport(english, '/per/me/referti', readReport(document())).type,
      'Laboratory report',
    );
  });

  it('is not named twice', () => {
    const named = (description: string, t = italian): boolean =>
      viewReport(t, '/per/me/referti', readReport(document({ description }))).isNamedBySubject;
    assert.equal(named('Referto urgente'), true);
    assert.equal(named('Emocromo'), false);
    assert.equal(named('Referto urgente', english), false, 'English pages keep the English word');
    const same = readReport(document({ description: 'REFERTO DI LABORATORIO' }));
    assert.equal(same.subject, undefined);
  });

  it('of an unknown type keeps the word of the health record, marked as Italian', () => {
    const other = document({ type: { coding: [{ code: '1-1', display: 'Atto nuovo' }] } });
    const view = viewReport(english, '/per/me/referti', readReport(other));
    assert.deepEqual([view.type, view.typeLanguage], ['Atto nuovo', 'it']);
  });

  it('is refused when it is not what the health record promises', () => {
    const faults = [{ id: '../x' }, { date: 'ieri' }, { content: [] }, { resourceType: 'Patient' }];
    for (const fault of faults)
      assert.throws(() => readReport(document(fault)), JSON.stringify(fault));
  });

  it('stands under its year in Italy', () => {
    const dates = [
      '2027-01-01T00:30:00+01:00',
      '2026-12-31T23:30:00+01:00',
      '2026-01-05T08:00:00Z',
    ];
    const groups = groupByYear(
      italian,
      'me',
      dates.map((date) => readReport(document({ date }))),
    );
    assert.deepEqual(
      groups.map(({ year, reports }) => [year, reports.length]),
      [
        [2027, 1],
        [2026, 2],
      ],
    );
  });

  it('has a date with the right preposition', () => {
    const on = (day: number): string => datePhrase(italian, 'of', Date.UTC(2026, 4, day, 12));
    assert.match(on(8), /^dell'8\u00a0maggio/);
    assert.match(on(11), /^dell'11\u00a0maggio/);
    assert.match(on(18), /^del 18\u00a0maggio/);
    assert.match(on(1), /^del 1\u00a0maggio/);
  });
});

describe('a page of a search', () => {
  it('takes only the cursor of the next link, wherever it points', () => {
    const page = readReportPage({
      resourceType: 'Bundle',
      total: 21,
      link: [{ relation: 'next', url: 'http://evil.example/x?_count=1&_cursor=abc' }],
      entry: [{ resource: document() }],
    });
    assert.deepEqual([page.total, page.reports.length, page.next], [21, 1, 'abc']);
    assert.equal(readReportPage({ resourceType: 'Bundle', total: 0 }).next, undefined);
  });
});
