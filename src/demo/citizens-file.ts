/** `$GASS_VAR/demo-citizens.json`: what the demo's people log in with, for tests and for readers. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { newId } from '../credentials/random.ts';
import { BASES } from '../domain/delegation.ts';

const citizen = z.object({
  /** Given and family name. */
  name: z.string(),
  fiscal_code: z.string(),
  sub: z.string(),
  card_serial: z.string().nullable(),
  old_card_serial: z.string().nullable(),
  password: z.string().nullable(),
  phone: z.string().nullable(),
  pin: z.string().nullable(),
  first_access: z.boolean(),
  /** Those the person holds. */
  delegations: z.array(
    z.object({ delegation_id: z.string(), for: z.string(), basis: z.enum(BASES) }),
  ),
});

/** One entry, as design 9 prints it; null where there is none. */
export type DemoCitizen = z.infer<typeof citizen>;

/** Where the demo's people are written down. */
export function citizensFile(varFolder: string): string {
  return path.join(varFolder, 'demo-citizens.json');
}

/** The people written down; none when the file is missing or not whole. */
export async function readCitizens(varFolder: string): Promise<readonly DemoCitizen[] | undefined> {
  try {
    const text = await readFile(citizensFile(varFolder), 'utf8');
    return z.array(citizen).parse(JSON.parse(text));
  } catch {
    return undefined; // it is made anew
  }
}

/** Writes the file whole or not at all, readable by its owner alone. */
export async function writeCitizens(
  varFolder: string,
  citizens: readonly DemoCitizen[],
): Promise<void> {
  const file = citizensFile(varFolder);
  const draft = `${file}.${newId()}`;
  try {
    await writeFile(draft, `${JSON.stringify(citizens, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
