/** Options of the examples that log in: by a person's browser, or typed by the script itself. */
import type { Settings } from '../../config/settings.ts';
import { type Typed, UsageError, optional, required } from './command-line.ts';
import { typeLogin } from './type-login.ts';

/** What `readOptions` must know of the login. */
export const LOGIN_OPTIONS = {
  'non-interactive': { type: 'boolean' },
  serial: { type: 'string' },
  password: { type: 'string' },
  'new-password': { type: 'string' },
  delegation: { type: 'string' },
} as const;

const TYPED_ONLY = ['serial', 'password', 'new-password', 'delegation'] as const;

/**
 * How the address of the login is opened: shown to the person at the terminal, or with
 * `--non-interactive` typed by the script. @throws UsageError
 */
export function readLogin(typed: Typed, settings: Settings): (address: URL) => Promise<void> {
  if (typed['non-interactive'] !== true) {
    const stray = TYPED_ONLY.find((name) => typed[name] !== undefined);
    if (stray !== undefined) throw new UsageError(`--${stray} needs --non-interactive.`);
    return (address) => {
      process.stdout.write(
        `Open this address in a browser on this machine:\n\n${address.href}\n\n`,
      );
      return Promise.resolve();
    };
  }
  if (!settings.isLocal || !settings.isDemo)
    throw new UsageError(
      '--non-interactive is for the demo on one machine: a person logs in alone.',
    );
  const login = {
    serial: required(typed, 'serial'),
    password: required(typed, 'password'),
    newPassword: optional(typed, 'new-password'),
    delegation: optional(typed, 'delegation') ?? 'self',
  };
  return (address) => typeLogin(address, login, settings.varFolder);
}
