/** The exemptions of the demo's people, as a ministry's list or a desk would give them. @source resource-servers 7 */
import { randomUUID } from 'node:crypto';
import {
  type ExemptionStores,
  openExemptionStores,
} from '../resource-servers/exemption/collections.ts';
import {
  endOfExemptionYear,
  startOfDay,
  startOfExemptionYear,
} from '../resource-servers/exemption/dates.ts';
import type { GivenExemption } from '../resource-servers/exemption/stored.ts';
import { ConflictError, type Store } from '../storage/collection.ts';
import { todayInRome } from '../domain/civil-date.ts';

/** A person whose exemptions are fed; `key` is the given name. */
export interface ExemptionPerson {
  readonly key: string;
  readonly fiscalCode: string;
}

interface DemoExemption {
  readonly code: string;
  readonly label?: GivenExemption['label'];
  /** Has no end, and began on this day. */
  readonly since?: string;
}

/** Who has what; Mario declares E12 himself. Those without `since` hold for the exemption year. */
const DEMO_EXEMPTIONS: Readonly<Record<string, readonly DemoExemption[]>> = {
  Giulia: [{ code: 'E02' }, { code: '020', label: 'V', since: '2024-05-06' }],
  Luca: [{ code: 'E11' }],
  Pietro: [{ code: 'E01' }],
  Anna: [{ code: 'E05' }],
  Carla: [{ code: 'E01' }],
};

/** Stores them for the exemption year of `now`; repeating adds what is missing and changes nothing else. */
export async function feedExemptions(
  store: Store,
  people: readonly ExemptionPerson[],
  now: number,
): Promise<void> {
  const stores = openExemptionStores(store);
  for (const { key, fiscalCode } of people)
    for (const exemption of DEMO_EXEMPTIONS[key] ?? [])
      await feedExemption(stores, fiscalCode, exemption, todayInRome(now));
}

async function feedExemption(
  { exemptions }: ExemptionStores,
  fiscalCode: string,
  { code, label = 'N', since }: DemoExemption,
  today: string,
): Promise<void> {
  const from = since ?? startOfExemptionYear(today);
  const entity: GivenExemption = {
    id: randomUUID(),
    fiscalCode,
    key: `${fiscalCode}#${code}#${from}`,
    code,
    label,
    from,
    ...(since === undefined ? { until: endOfExemptionYear(today) } : {}),
    givenAt: startOfDay(from),
  };
  try {
    await exemptions.insert(entity);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error; // it is there
  }
}
