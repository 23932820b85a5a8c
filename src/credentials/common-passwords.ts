/** The commonest passwords, as a set: loaded when somebody first chooses a password. */
import { BLOCKLIST_SIZE, PASSWORD_MIN } from '../../config/limits.ts';

// Kept for the life of the process: 1.5 MB that most processes never need, read once.
let loading: Promise<ReadonlySet<string>> | undefined;

/**
 * The commonest passwords in small letters, without those that are too short anyway.
 * @source @zxcvbn-ts/language-common: 49,233 of them, of which 17,950 have 8 characters or more
 */
export function commonPasswords(): Promise<ReadonlySet<string>> {
  loading ??= load();
  return loading;
}

async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const commonest = dictionary['passwords-common'].slice(0, BLOCKLIST_SIZE);
  return new Set(
    commonest.filter((password) => password.length >= PASSWORD_MIN).map((one) => one.toLowerCase()),
  );
}
