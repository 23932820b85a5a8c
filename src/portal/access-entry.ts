/** One access as the log page shows it, read from an AuditEvent (IHE BALP). Pure. @source resource-servers 1.11 */
import { z } from 'zod';
import type { Service } from './sections.ts';

/** Role of a person who acted: the patient, parent, guardian, other delegate. */
const ROLES = ['ASS', 'GEN', 'TUT', 'ING'] as const;
export type Role = (typeof ROLES)[number];

export interface AccessEntry {
  readonly service: Service;
  /** Epoch ms. */
  readonly at: number;
  readonly succeeded: boolean;
  /** FHIR interaction: `read`, `search-type`, `create`, `update`, `delete`, `operation`. */
  readonly interaction: string;
  /** Such as `$hide`. */
  readonly operation: string | undefined;
  /** What was asked: the item's type, the type that was searched; `names` when only by ids. */
  readonly type: string | undefined;
  readonly itemId: string | undefined;
  /** Who acted; undefined for a service by itself. */
  readonly person: { readonly sub: string; readonly name: string; readonly role: Role } | undefined;
  /** The application, as the service calls it. */
  readonly app: string;
}

export interface AccessPage {
  readonly total: number;
  readonly entries: readonly AccessEntry[];
}

const coding = z.object({ system: z.string().optional(), code: z.string() });
const concept = z.object({ coding: z.array(coding).default([]) });
const who = z.object({
  reference: z.string().optional(),
  identifier: z.object({ value: z.string().optional() }).optional(),
  display: z.string().optional(),
});
const auditEvent = z.object({
  resourceType: z.literal('AuditEvent'),
  subtype: z.array(coding).default([]),
  recorded: z
    .string()
    .transform((text) => Date.parse(text))
    .pipe(z.number()),
  outcome: z.string().default('0'),
  agent: z.array(
    z.object({
      type: concept.optional(),
      role: z.array(concept).default([]),
      who: who.optional(),
      name: z.string().optional(),
    }),
  ),
  entity: z
    .array(
      z.object({
        what: who.optional(),
        role: z.object({ code: z.string().optional() }).optional(),
        description: z.string().optional(),
      }),
    )
    .default([]),
});
const bundle = z.object({
  resourceType: z.literal('Bundle'),
  total: z.number().int().nonnegative(),
  entry: z.array(z.object({ resource: auditEvent })).default([]),
});

/** Reads a page of a service's log. Throws when it is no Bundle of AuditEvents. */
export function readAccessPage(service: Service, json: unknown): AccessPage {
  const { total, entry } = bundle.parse(json);
  return { total, entries: entry.map(({ resource }) => toEntry(service, resource)) };
}

/** Roles of agents and entities. @source BALP; DICOM 110150 application; object-role 3 report, 24 query */
const PERSON = 'IRCP';
const APPLICATION = '110150';
const ITEM = '3';
const QUERY = '24';

function toEntry(service: Service, event: z.infer<typeof auditEvent>): AccessEntry {
  const agentOf = (code: string) =>
    event.agent.find(({ type }) => type?.coding.some((one) => one.code === code));
  const person = agentOf(PERSON);
  const app = agentOf(APPLICATION);
  const item = event.entity.find(({ role }) => role?.code === ITEM)?.what?.reference;
  const query = event.entity.find(({ role }) => role?.code === QUERY)?.description;
  const [itemType, itemId] = item?.split('/') ?? [];
  const role = person?.role.flatMap((one) => one.coding).map(({ code }) => code)[0];
  return {
    service,
    at: event.recorded,
    succeeded: event.outcome === '0',
    interaction: event.subtype[0]?.code ?? '',
    operation: event.subtype.find(({ system }) => system === 'urn:gass:operation')?.code,
    type: itemType ?? typeOfQuery(query),
    itemId,
    person: person && {
      sub: person.who?.identifier?.value ?? '',
      name: person.name ?? person.who?.display ?? '',
      role: ROLES.find((one) => one === role) ?? 'ING',
    },
    app: app?.who?.display ?? app?.who?.identifier?.value ?? '',
  };
}

/** `DocumentReference?...`: what was searched. */
function typeOfQuery(query: string | undefined): string | undefined {
  if (query === undefined) return undefined;
  const path = query.replace(/^\//, '');
  return path.startsWith('DocumentReference?_id=') ? 'names' : /^[A-Za-z-]+/.exec(path)?.[0];
}
