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

/** The answers of a form in which nothing is wrong. */
export function factsOf(text: SwornText, typed: Typed): Record<string, boolean> {
  return Object.fromEntries(text.facts.map(({ name }) => [name, typed[`${FACT}${name}`] === 'si']));
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
