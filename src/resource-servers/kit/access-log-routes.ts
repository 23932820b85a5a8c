/**
 * A person's access log: AuditEvent search and read (ITI-81), on every resource server.
 *
 * The server hands in what its reader may know: an event on an item the reader cannot see is not
 * there, in list, count or read. @source resource-servers 1.7 N9, 1.11
 */
import type { TrailOptions } from '../../audit/trail.ts';
import type { AccessLog } from './access-log.ts';
import { knownRecords } from './access-knowledge.ts';
import { type AccessRecord, type AuditPlace, auditEvent } from './audit-event.ts';
import type { PersonCaller } from './caller.ts';
import type { Cursors } from './cursor.ts';
import { ApiError } from './errors.ts';
import { cutPage, toBundle } from './page.ts';
import { matchPatient } from './patient-match.ts';
import type { Access, Admitted } from './require.ts';
import type { Call, Reply, Route } from './route.ts';
import { type SearchDefinition, parseSearch } from './search.ts';
import { instant } from './search-dates.ts';
import { date, idOfReference, token } from './search-parameters.ts';

export interface AccessLogRoutesOptions {
  readonly base: string;
  readonly name: string;
  readonly issuer: string;
  readonly events: TrailOptions['events'];
  readonly accessLog: AccessLog;
  readonly cursors: Cursors;
  /** The server's read scope. */
  readonly scope: string;
  /** Which item ids exist for the person, and whether this reader sees each. */
  readonly itemsOf: (caller: Admitted & PersonCaller) => Promise<ReadonlyMap<string, boolean>>;
}

/** Both routes: the person; parents and guardians with the action `audit`. */
export function accessLogRoutes(options: AccessLogRoutesOptions): Route[] {
  const access: Access[] = [
    { scope: options.scope, acts: { bases: ['parental', 'guardianship'], action: 'audit' } },
  ];
  const definition = definitionOf(options);
  const common = { form: 'fhir', access } as const;
  return [
    {
      ...common,
      method: 'GET',
      path: '/AuditEvent',
      handle: (call) => search(call, options, definition),
      failure: (call) => ({ interaction: 'search-type', ...subject(call) }),
    },
    {
      ...common,
      method: 'GET',
      path: '/AuditEvent/:id',
      handle: (call) => read(call, options),
      failure: (call) => ({ interaction: 'read', ...subject(call) }),
    },
  ];
}

async function search(
  call: Call,
  options: AccessLogRoutesOptions,
  definition: SearchDefinition<AccessRecord>,
): Promise<Reply> {
  const parsed = parseSearch(call.query, definition, call.isStrict);
  const caller = personOf(call);
  matchPatient(
    call.query,
    { byReference: ['patient'], byIdentifier: ['patient.identifier'] },
    { caller, base: options.base },
  );
  const records = await readable(caller, options);
  const page = await cutPage(records, {
    call,
    cursors: options.cursors,
    search: parsed,
    definition,
  });
  const place = placeFor(caller, options);
  return {
    status: 200,
    body: toBundle(page, {
      base: options.base,
      type: 'AuditEvent',
      render: (record) => auditEvent(record, place),
    }),
    facts: {
      interaction: 'search-type',
      transaction: 'ITI-81',
      query: `AuditEvent?${parsed.used.toString()}`,
      ...subject(call),
    },
  };
}

async function read(call: Call, options: AccessLogRoutesOptions): Promise<Reply> {
  const caller = personOf(call);
  const record = (await readable(caller, options)).find(({ id }) => id === call.params['id']);
  if (!record) throw new ApiError('RESOURCE_NOT_FOUND');
  return {
    status: 200,
    body: auditEvent(record, placeFor(caller, options)),
    facts: { interaction: 'read', itemType: 'AuditEvent', itemId: record.id, ...subject(call) },
  };
}

/** The person's records this reader may know of. */
async function readable(
  caller: Admitted & PersonCaller,
  options: AccessLogRoutesOptions,
): Promise<AccessRecord[]> {
  const items = await options.itemsOf(caller);
  const events = await options.events.find({
    subject: options.accessLog.subjectOf(caller.fiscalCode),
  });
  return knownRecords(events, { items, isDelegate: caller.detail !== undefined });
}

function placeFor(caller: Admitted & PersonCaller, options: AccessLogRoutesOptions): AuditPlace {
  const reader = caller.delegation?.actor.sub;
  return {
    base: options.base,
    name: options.name,
    issuer: options.issuer,
    patient: { id: caller.patientId, name: `${caller.givenName} ${caller.familyName}` },
    showsQuery: (facts) => reader === undefined || facts.actor?.sub === reader,
  };
}

function definitionOf({ base, issuer }: AccessLogRoutesOptions): SearchDefinition<AccessRecord> {
  return {
    type: 'AuditEvent',
    judged: ['patient', 'patient.identifier'],
    parameters: {
      date: date(({ at }) => instant(at)),
      agent: token(({ facts }) => [
        { system: '', code: facts.clientId },
        ...(facts.actor ? [{ system: issuer, code: facts.actor.sub }] : []),
      ]),
      entity: (value) => {
        const type = value.replace(`${base}/`, '').split('/')[0] ?? '';
        const id = idOfReference(value, base, type);
        return id === undefined
          ? undefined
          : ({ facts }) => facts.itemId === id && facts.itemType === type;
      },
      _id: token(({ id }) => [{ code: id }]),
    },
    sorts: { date: ({ at }) => at },
    allowedSorts: ['-date', 'date'],
    idOf: ({ id }) => id,
  };
}

function subject(call: Call): { fiscalCode?: string } {
  return call.caller.kind === 'person' ? { fiscalCode: call.caller.fiscalCode } : {};
}

function personOf(call: Call): Admitted & PersonCaller {
  if (call.caller.kind !== 'person') throw new ApiError('ACCESS_DENIED_LEVEL'); // no service has a person's scope
  return call.caller;
}
