/**
 * The pencil of the letter: paragraphs, lists, boxes and rules on A4, tagged so that a screen
 * reader finds headings and lists (PDF/UA). Lines and boxes are marked as decoration.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import PDFDocument from 'pdfkit';

/** Points in a millimetre. */
export const MM = 72 / 25.4;
const MARGIN = 20 * MM;
const FONTS = path.join(import.meta.dirname, '../fonts');
const FONT_FILES = {
  regular: 'titillium-web-regular.ttf',
  semibold: 'titillium-web-600.ttf',
  bold: 'titillium-web-700.ttf',
  mono: 'roboto-mono-700.ttf',
} as const;

/** How a text looks; sizes in points, `line` as a multiple of the size, gaps in points. */
export interface TextStyle {
  readonly font: keyof typeof FONT_FILES;
  readonly size: number;
  readonly line?: number;
  readonly color?: string;
  readonly spacing?: number;
  readonly align?: 'left' | 'center';
  readonly indent?: number;
  readonly gapAfter?: number;
}

/** A text with the language it is in, when that is not the document's Italian. */
export interface Words {
  readonly text: string;
  readonly style: TextStyle;
  readonly lang?: 'en';
}

/** One entry of a list. */
export interface ListItem {
  readonly label: readonly Words[];
  readonly body: readonly Words[];
}

type Doc = PDFKit.PDFDocument;
type Element = PDFKit.PDFStructureElement;

/** An open document; `info` goes into the file's own properties. */
export function openLetter(title: string, info: Readonly<Record<string, string>>): Doc {
  const document = new PDFDocument({
    size: 'A4',
    // At the bottom less: with both languages a sheet is full, and must stay one sheet.
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: 12 * MM },
    autoFirstPage: false,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'it-IT',
    displayTitle: true,
    // pdfkit 0.20 knows it; its types list PDF/A alone.
    subset: 'PDF/UA' as 'PDF/A-1',
    info: { Title: title, Author: 'GASS', ...info },
  });
  for (const [name, file] of Object.entries(FONT_FILES))
    document.registerFont(name, readFileSync(path.join(FONTS, file)));
  return document;
}

/** One sheet: a page of its own, drawn from top to bottom. */
export class Sheet {
  readonly #doc: Doc;
  readonly #parent: Element;
  constructor(document: Doc, parent: Element) {
    this.#doc = document;
    this.#doc.addPage();
    this.#parent = document.struct('Sect');
    parent.add(this.#parent);
  }

  get width(): number {
    return this.#doc.page.width - 2 * MARGIN;
  }

  /** White space of so many points. */
  skip(points: number): void {
    this.#doc.y += points;
  }

  /** A heading or paragraph: `tag` H1, H2 or P. */
  say(tag: string, words: readonly Words[]): void {
    this.#add(this.#parent, tag, words, MARGIN, this.width);
  }

  /** A list; labels stand in a column of their own, so many points wide. */
  list(items: readonly ListItem[], column: number, isRuled = false): void {
    const list = this.#doc.struct('L');
    this.#parent.add(list);
    for (const { label, body } of items) {
      if (isRuled) this.skip(1.5 * MM);
      const top = this.#doc.y;
      const item = this.#doc.struct('LI');
      list.add(item);
      this.#add(item, 'Lbl', label, MARGIN, column);
      const bottom = this.#doc.y;
      this.#doc.y = top;
      this.#add(item, 'LBody', body, MARGIN + column, this.width - column);
      this.#doc.y = Math.max(bottom, this.#doc.y);
      item.end();
      if (!isRuled) continue;
      this.skip(1.5 * MM);
      this.rule(this.width, 0.5, '#777777');
    }
    list.end();
  }

  /** A line across, `width` points long. */
  rule(width: number, thickness: number, color: string): void {
    this.#decorate(() => {
      this.#doc.lineWidth(thickness).strokeColor(color);
      this.#doc
        .moveTo(MARGIN, this.#doc.y)
        .lineTo(MARGIN + width, this.#doc.y)
        .stroke();
    });
  }

  /** A frame around what `draw` says. */
  frame(padding: number, draw: () => void): void {
    const top = this.#doc.y;
    this.skip(padding);
    draw();
    this.skip(padding);
    const height = this.#doc.y - top;
    this.#decorate(() => {
      this.#doc
        .lineWidth(1.5)
        .strokeColor('#000000')
        .rect(MARGIN, top, this.width, height)
        .stroke();
    });
  }

  end(): void {
    this.#parent.end();
  }

  #add(parent: Element, tag: string, words: readonly Words[], x: number, width: number): void {
    const element = this.#doc.struct(tag);
    parent.add(element);
    for (const part of words) {
      const draw = () => this.#write(part, x, width);
      element.add(
        part.lang === undefined ? draw : this.#doc.struct('Span', { lang: part.lang }, draw),
      );
    }
    element.end();
  }

  #write({ text, style }: Words, x: number, width: number): void {
    const doc = this.#doc;
    doc
      .font(style.font)
      .fontSize(style.size)
      .fillColor(style.color ?? '#000000');
    const lineGap = style.size * (style.line ?? 1.5) - doc.currentLineHeight(false);
    doc.y += lineGap / 2;
    doc.text(text, x + (style.indent ?? 0), doc.y, {
      width: width - (style.indent ?? 0),
      lineGap,
      align: style.align ?? 'left',
      characterSpacing: style.spacing ?? 0,
    });
    doc.y += (style.gapAfter ?? 0) - lineGap / 2;
  }

  #decorate(draw: () => void): void {
    this.#doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.#doc.endMarkedContent();
  }
}
