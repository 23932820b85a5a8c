/** What must stand in no log line and no address: passwords, codes, tokens, numbers of people. */

export interface Secrets {
  /** Short or empty values are left out: they stand everywhere. */
  add(...values: readonly (string | null | undefined)[]): void;
  /** The secrets found in a text, shortened. */
  foundIn(text: string): string[];
  /** The secrets in the query of an address, but for `code` and `state`, which belong there. */
  foundInLocation(location: string): string[];
}

/** An empty collection. */
export function collectSecrets(): Secrets {
  const all = new Set<string>();
  const foundIn = (text: string): string[] =>
    [...all]
      .filter((secret) => holds(text, secret))
      .map((secret) => `${secret.slice(0, 4)}…(${secret.length})`);
  return {
    add(...values) {
      for (const value of values) if (value && value.length >= 6) all.add(value);
    },
    foundIn,
    foundInLocation(location) {
      const { searchParams } = new URL(location, 'http://x/');
      searchParams.delete('code');
      searchParams.delete('state');
      return foundIn([...searchParams].flat().join('\n'));
    },
  };
}

/** Digits count only when they stand alone: ids and times hold every short row of digits. */
function holds(text: string, secret: string): boolean {
  if (!text.includes(secret)) return false;
  return !/^\d+$/.test(secret) || new RegExp(`(?<![0-9a-f-])${secret}(?![0-9a-f-])`).test(text);
}
