/** The receipt of a declaration: one A4 page, Italian, tagged for screen readers, with the whole text that was signed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { ROME } from '../kit/rome.ts';
import type { DeclarationText } from './declaration-texts.ts';
import type { NamedPerson, Signer } from './stored.ts';

// pdfkit embeds no WOFF2 (it draws nothing), so the pages' font will not do.
const FONT = path.join(import.meta.dirname, 'fonts/titillium-web-regular.ttf');
const MARGIN = 56;
const LABEL_COLUMN = 150;
const TEXT_SIZE = 11;
const TITLE = 'Ricevuta di dichiarazione';

/** What is printed. */
export interface ReceiptSheet {
  /** Of the declaration. */
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly signer: Signer;
  readonly onBehalfOf?: NamedPerson | undefined;
  readonly text: DeclarationText;
}

const ROLES = {
  ASS: 'per sé',
  GEN: 'come genitore',
  TUT: 'come tutore',
} as const satisfies Readonly<Record<Signer['role'], string>>;

/** Draws the receipt. PDF/UA: embedded font, structure, language, title. */
export async function drawReceipt(sheet: ReceiptSheet): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'it-IT',
    displayTitle: true,
    // pdfkit 0.20 knows it; its types list PDF/A alone.
    subset: 'PDF/UA' as 'PDF/A-1',
    info: { Title: TITLE, Author: 'Servizio esenzioni (demo)', CreationDate: new Date(sheet.at) },
  });
  pdf.registerFont('regular', readFileSync(FONT));
  pdf.font('regular');
  const content = buffer(pdf);
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  const say = (tag: string, text: string, size = TEXT_SIZE): void => {
    root.add(pdf.struct(tag, {}, () => void pdf.fontSize(size).text(text, MARGIN)));
    pdf.moveDown(0.5);
  };
  say('H1', TITLE, 20);
  say('P', 'Ricevuta di prova con dati inventati: non ha valore di legge.');
  addRows(pdf, root, rowsOf(sheet));
  say('H2', 'Testo firmato', 14);
  for (const line of sheet.text.text.split('\n')) say('P', line);
  root.end();
  pdf.end();
  return content;
}

function rowsOf({ id, at, signer, onBehalfOf, text }: ReceiptSheet): [string, string][] {
  const nameOf = ({ givenName, familyName }: NamedPerson): string => `${givenName} ${familyName}`;
  const patient = onBehalfOf ?? signer;
  const when = new Intl.DateTimeFormat('it-IT', {
    dateStyle: 'long',
    timeStyle: 'medium',
    timeZone: ROME,
  }).format(at);
  return [
    ['Numero', id],
    ['Firmata il', when],
    ['Firmata da', `${nameOf(signer)} (${ROLES[signer.role]})`],
    // The code of a parent or guardian who signed is nobody's who may read this receipt.
    ['Per', `${nameOf(patient)}, ${patient.fiscalCode}`],
    ['Con', 'password, codice SMS e PIN'],
    ['Versione del testo', text.version],
    ['Impronta del testo', text.sha256],
  ];
}

function addRows(
  pdf: PDFKit.PDFDocument,
  root: PDFKit.PDFStructureElement,
  rows: readonly (readonly [label: string, value: string])[],
): void {
  const list = pdf.struct('L');
  root.add(list);
  pdf.fontSize(TEXT_SIZE);
  for (const [label, value] of rows) {
    const top = pdf.y;
    const item = pdf.struct('LI');
    list.add(item);
    const place = { width: LABEL_COLUMN - 10 };
    item.add(pdf.struct('Lbl', {}, () => void pdf.text(label, MARGIN, top, place)));
    const bottom = pdf.y;
    const width = pdf.page.width - 2 * MARGIN - LABEL_COLUMN;
    item.add(
      pdf.struct('LBody', {}, () => void pdf.text(value, MARGIN + LABEL_COLUMN, top, { width })),
    );
    item.end();
    pdf.y = Math.max(bottom, pdf.y);
  }
  list.end();
  pdf.moveDown(1);
}
