/** Whether two catalogs of one application say the same things. */
import { IntlMessageFormat } from 'intl-messageformat';

type Texts = Readonly<Record<string, string>>;

/** What differs: keys missing on either side, other arguments, spaces at the ends; empty when all is well. */
export function catalogProblems(it: Texts, en: Texts): string[] {
  const problems: string[] = [];
  for (const key of new Set([...Object.keys(it), ...Object.keys(en)])) {
    const [italian, english] = [it[key], en[key]];
    if (italian === undefined || english === undefined)
      problems.push(`${key} stands in one language only`);
    else if (argumentsOf(italian).join() !== argumentsOf(english).join())
      problems.push(
        `${key}: {${argumentsOf(italian).join(', ')}} against {${argumentsOf(english).join(', ')}}`,
      );
  }
  return problems;
}

/** Names of the arguments of an ICU text, sorted. */
export function argumentsOf(text: string): string[] {
  const names = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      const {
        type,
        value: name,
        options,
      } = value as { type?: number; value?: unknown; options?: object };
      // 1 argument, 2 number, 3 date, 4 time, 5 select, 6 plural (icu-messageformat-parser)
      if (type !== undefined && type >= 1 && type <= 6 && typeof name === 'string') names.add(name);
      if (options)
        Object.values(options).forEach((option: { value: unknown }) => walk(option.value));
    }
  };
  walk(new IntlMessageFormat(text, 'it', undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

/** A text as it may stand on a page: arguments filled, the longest plural chosen. */
export function sampleOf(text: string): string {
  const values = Object.fromEntries(
    argumentsOf(text).map((name) => [name, SAMPLES[name] ?? 'Maria Rossi']),
  );
  return String(new IntlMessageFormat(text, 'it', undefined, { ignoreTag: true }).format(values));
}

const SAMPLES: Readonly<Record<string, string | number>> = {
  n: 3,
  m: 2,
  s: 30,
  seconds: 30,
  hours: 12,
  max: 128,
  tail: '567',
  time: '14:32',
  date: '12 novembre 2026',
  until: '3 maggio 2035',
  birth: '3 maggio 2017',
  reference: '4821-9035',
  sender: 'GASS',
  service: 'Portale della salute',
  operation: 'cambiare medico',
  services: 'i referti e le prenotazioni',
  button: "Manda di nuovo l'SMS",
};
