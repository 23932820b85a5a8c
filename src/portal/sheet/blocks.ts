/**
 * Pages made of blocks: what a page says, in order, as data. Pure.
 *
 * A view function answers a Sheet; `show-sheet.ts` draws it with one view for each kind of block. So
 * what a page says is tested without a page, and every form, list and notice looks alike.
 */
import type { Translator } from '../../web/catalog.ts';
import { Html, escapeHtml, inLanguage } from '../../web/html.ts';
import type { Section } from '../sections.ts';

/** Plain words, or HTML made by `web/html.ts`. */
export type Words = string | Html;

export interface Link {
  readonly href: string;
  readonly label: string;
  /** Said to screen readers only: of what, where several links have the same words. */
  readonly of?: string | undefined;
}

/** One entry of a list. */
export interface Item {
  readonly title: Words;
  readonly href?: string | undefined;
  readonly badge?: string | undefined;
  readonly lines: readonly Words[];
  readonly links?: readonly Link[];
}

export interface Option {
  readonly value: string;
  readonly label: Words;
  readonly hint?: Words | undefined;
}

interface Control {
  /** Name of the field, and id of its (first) control. */
  readonly name: string;
  readonly error?: string | undefined;
}

export type Field =
  | (Control & {
      readonly type: 'text' | 'date' | 'textarea';
      readonly label: string;
      readonly hint?: string | undefined;
      readonly value: string;
      /** The cursor stands here when the page opens: after an error of the only field. */
      readonly hasFocus?: boolean;
      /** Letters and digits that are no words: not to be corrected while they are typed. */
      readonly isCode?: boolean;
    })
  | (Control & {
      readonly type: 'select';
      readonly label: string;
      readonly options: readonly Option[];
      readonly value: string;
    })
  | (Control & {
      readonly type: 'radios';
      readonly legend: Words;
      readonly options: readonly Option[];
      readonly value: string | undefined;
      /** Where several groups share a name: what makes ids different. */
      readonly group?: string;
    })
  | (Control & {
      readonly type: 'checkbox';
      readonly label: string;
      readonly isChecked: boolean;
    });

export type Block =
  | { readonly kind: 'lead' | 'text' | 'heading'; readonly text: Words }
  | { readonly kind: 'notice'; readonly tone: 'info' | 'warning'; readonly text: Words }
  | {
      readonly kind: 'rows';
      readonly rows: readonly { readonly label: string; readonly value: Words }[];
    }
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  | { readonly kind: 'links'; readonly links: readonly Link[]; readonly isPrimary?: boolean }
  /** A text to be read whole, line by line as it is. */
  | { readonly kind: 'quote'; readonly text: string; readonly isItalian: boolean }
  | {
      readonly kind: 'form';
      readonly method: 'get' | 'post';
      readonly action: string;
      readonly hidden: Readonly<Record<string, string>>;
      readonly fields: readonly Field[];
      readonly submit: string;
      readonly back?: Link | undefined;
    }
  /** A small form over a list; it only changes what the list shows. */
  | {
      readonly kind: 'filter';
      readonly action: string;
      readonly fields: readonly Field[];
      readonly submit: string;
    };

/** One page. */
export interface Sheet {
  readonly section: Section;
  /** The h1's words, first name only. */
  readonly title: string;
  /** The h1 itself, where it says more than the title. */
  readonly heading?: Words;
  readonly back?: Link;
  readonly status?: number;
  /** Said before the h1; those with a field lead to it. */
  readonly errors?: readonly { readonly text: string; readonly field?: string | undefined }[];
  /** Errors of fields are said at the field alone, which then has the focus. @source ux 1.0.6 */
  readonly hasOneField?: boolean;
  readonly blocks: readonly Block[];
}

/** A block, or none: for lists built with conditions. */
export function when(condition: boolean, ...blocks: Block[]): Block[] {
  return condition ? blocks : [];
}

/** Words that a service wrote, which are Italian whatever the page is. @source WCAG 3.1.2 */
export function italian(t: Pick<Translator<never>, 'language'>, text: string): Words {
  return t.language === 'it' ? text : inLanguage('it', text);
}

/** Words one after the other, with a sign between. */
export function joined(parts: readonly (Words | undefined)[], sign = ', '): Words {
  const said = parts.filter((part) => part !== undefined && String(part) !== '');
  if (said.every((part) => typeof part === 'string')) return said.join(sign);
  return new Html(said.map((part) => htmlOf(part ?? '')).join(escapeHtml(sign)));
}

/** As a page writes it. */
export function htmlOf(words: Words): string {
  return words instanceof Html ? words.text : escapeHtml(words);
}
