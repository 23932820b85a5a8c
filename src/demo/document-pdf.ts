/** The PDF of a demo document: Italian, tagged for screen readers, and saying that it is invented. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';

const FONT = path.join(import.meta.dirname, '../delivery/fonts/titillium-web-regular.ttf');
const MARGIN = 60;
const LABEL_COLUMN = 150;

/** What is printed. */
export interface DocumentSheet {
  readonly title: string;
  readonly facility: string;
  readonly author: string;
  /** Absent where a sheet stands for many people. */
  readonly patient?: string;
  /** In words: `12 novembre 2026`. */
  readonly date: string;
  /** Label and value: results, drugs, findings. */
  readonly rows: readonly (readonly [label: string, value: string])[];
  readonly notes: string;
}

const NOTICE = 'Documento di esempio con dati inventati: non ha valore clinico.';

/** Draws the sheet on one A4 page. PDF/UA: embedded font, structure, language, title. */
export async function drawDocument(sheet: DocumentSheet): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'it-IT',
    displayTitle: true,
    // pdfkit 0.20 knows it; its types list PDF/A alone.
    subset: 'PDF/UA' as 'PDF/A-1',
    info: { Title: sheet.title, Author: sheet.facility },
  });
  pdf.registerFont('regular', readFileSync(FONT));
  pdf.font('regular');
  const content = buffer(pdf);
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  const say = (tag: string, text: string, size: number): void => {
    root.add(pdf.struct(tag, {}, () => void pdf.fontSize(size).text(text, MARGIN)));
    pdf.moveDown(0.5);
  };
  say('P', sheet.facility, 11);
  say('H1', sheet.title, 20);
  say('P', NOTICE, 11);
  const facts: DocumentSheet['rows'] = [
    ...(sheet.patient === undefined ? [] : [['Paziente', sheet.patient] as const]),
    ['Data', sheet.date],
    ['Medico', sheet.author],
  ];
  addRows(pdf, root, facts);
  say('H2', 'Contenuto', 14);
  addRows(pdf, root, sheet.rows);
  say('P', sheet.notes, 11);
  root.end();
  pdf.end();
  return content;
}

function addRows(
  pdf: PDFKit.PDFDocument,
  root: PDFKit.PDFStructureElement,
  rows: DocumentSheet['rows'],
): void {
  const list = pdf.struct('L');
  root.add(list);
  pdf.fontSize(11);
  for (const [label, value] of rows) {
    const top = pdf.y;
    const item = pdf.struct('LI');
    list.add(item);
    item.add(
      pdf.struct('Lbl', {}, () => void pdf.text(label, MARGIN, top, { width: LABEL_COLUMN - 10 })),
    );
    const bottom = pdf.y;
    item.add(
      pdf.struct(
        'LBody',
        {},
        () =>
          void pdf.text(value, MARGIN + LABEL_COLUMN, top, {
            width: pdf.page.width - 2 * MARGIN - LABEL_COLUMN,
          }),
      ),
    );
    item.end();
    pdf.y = Math.max(bottom, pdf.y);
  }
  list.end();
  pdf.moveDown(1);
}
