/** The answers to a sworn statement: what was typed, and what is wrong with it. Pure. */
import type { Typed } from '../drafts.ts';
import type { PortalKey } from '../portal-pages.ts';
import type { SwornText } from './exemption.ts';

/** Field of a fact: `f_` and its name. */
export const FACT = 'f_';

/** What is typed of one text; every field, valid or not. */
export function typedFacts(text: SwornText, form: ReadonlyMap<string, string>): Typed {
  const names = [...text.facts.map(({ name }) => `${FACT}${name}`), 'vero'];
  return Object.fromEntries(names.map((name) => [name, form.get(name) ?? '']));
}

/** What the page to check and sign sends, whatever the text asks; the service judges it. */
export function typedAtCheck(form: ReadonlyMap<string, string>): Typed {
  const isOurs = (name: string): boolean =>
    name.startsWith(FACT) || ['vero', 'impronta', 'chiave'].includes(name);
  return Object.fromEntries([...form].filter(([name]) => isOurs(name)));
}

/** Whether every answer is a yes, and the box is ticked. */
export function isAllYes(typed: Typed): boolean {
  const answers = Object.entries(typed).filter(([name]) => name.startsWith(FACT));
  return answers.every(([, answer]) => answer === 'si') && typed['vero'] === '1';
}

/** The answers as the service reads them. */
export function factsIn(typed: Typed): Record<string, boolean> {
  const answers = Object.entries(typed).filter(([name]) => name.startsWith(FACT));
  return Object.fromEntries(
    answers.map(([name, answer]) => [name.slice(FACT.length), answer === 'si']),
  );
}

/** What is wrong, by field: an answer that is missing or a no, the box that is not ticked. */
export function factErrors(text: SwornText, typed: Typed): Readonly<Record<string, PortalKey>> {
  const errors: Record<string, PortalKey> = {};
  for (const { name } of text.facts) {
    const answer = typed[`${FACT}${name}`];
    if (answer === 'no') errors[`${FACT}${name}`] = 'declaration.error.denied';
    else if (answer !== 'si') errors[`${FACT}${name}`] = 'declaration.error.fact';
  }
  if (typed['vero'] !== '1') errors['vero'] = 'declaration.error.agree';
  return errors;
}
