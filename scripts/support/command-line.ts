/**
 * How every script of the command line behaves: unknown options are refused, the last line of
 * stdout is one JSON object, a refusal is a sentence on stderr with exit status 1.
 */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { SecretsError } from '../../config/secrets.ts';
import { SettingsError } from '../../config/settings.ts';
import { NotMigratedError } from '../../src/compose/migrated.ts';
import { GassError } from '../../src/domain/errors.ts';

/** The command line is not understood; the message says what to write. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Options as typed: each at most once. */
export type Typed = Readonly<Record<string, string | boolean | undefined>>;

/** Reads the options. @throws UsageError unknown, repeated, without value, or a stray word */
export function readOptions(options: ParseArgsOptionsConfig, args: readonly string[]): Typed {
  try {
    const { values, tokens } = parseArgs({ args: [...args], options, strict: true, tokens: true });
    const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    const repeated = names.find((name, n) => names.indexOf(name) !== n);
    if (repeated !== undefined) throw new UsageError(`--${repeated} is there twice.`);
    return values as Typed; // no option is declared `multiple`
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${error.message}.`.replace(/\.\.$/, '.'), { cause: error });
  }
}

/** The value of an option that must be there. @throws UsageError */
export function required(typed: Typed, name: string): string {
  const value = optional(typed, name);
  if (value === undefined) throw new UsageError(`--${name} is missing.`);
  return value;
}

/** The value of an option, if it is there. @throws UsageError it is empty */
export function optional(typed: Typed, name: string): string | undefined {
  const value = typed[name];
  if (typeof value !== 'string') return undefined;
  if (value.trim() === '') throw new UsageError(`--${name} is empty.`);
  return value;
}

/** Words of a comma-separated option, each one of those allowed. @throws UsageError */
export function listed<T extends string>(
  typed: Typed,
  name: string,
  allowed: readonly T[],
): readonly T[] | undefined {
  const words = optional(typed, name)
    ?.split(',')
    .map((word) => word.trim());
  const unknown = words?.find((word) => !(allowed as readonly string[]).includes(word));
  if (unknown !== undefined)
    throw new UsageError(`--${name}: "${unknown}" is none of ${allowed.join(', ')}.`);
  return words && allowed.filter((word) => words.includes(word));
}

/** Runs a script: prints its answer as the last line, or says why there is none. */
export async function runScript(
  usage: string,
  run: (args: readonly string[]) => Promise<object>,
): Promise<void> {
  try {
    const answer = await run(process.argv.slice(2));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    process.stderr.write(`${explain(error)}\n${isUsage ? `\n${usage}\n` : ''}`);
    process.exitCode = 1;
  }
}

/** A sentence for the person at the keyboard; what nobody foresaw comes with its trace. */
function explain(error: unknown): string {
  if (error instanceof GassError) return error.detail ?? error.code;
  const isTold = [UsageError, SettingsError, SecretsError, NotMigratedError].some(
    (kind) => error instanceof kind,
  );
  if (isTold) return (error as Error).message; // each of them is an Error
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
