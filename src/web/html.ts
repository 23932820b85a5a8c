/** HTML that may stand in a page as it is; everything else is escaped. */

/** Made by the functions below only: its text is safe HTML. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it, in elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** An argument of a text that stands out: a number, a time, a name; `language` when not the page's. */
export function strong(text: string | number, language?: 'it' | 'en'): Html {
  const lang = language === undefined ? '' : ` lang="${language}"`;
  return new Html(`<strong${lang}>${escapeHtml(String(text))}</strong>`);
}

/** A piece in another language than the page, for screen readers. @source WCAG 3.1.2 */
export function inLanguage(language: 'it' | 'en', text: string): Html {
  return new Html(`<span lang="${language}">${escapeHtml(text)}</span>`);
}
