/**
 * The doctor of a person: past and present, and the change of it. With the PIN; never under a
 * mandate. @source resource-servers 5
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import { ACR_PIN } from '../../tokens/acr.ts';
import type { Cursors } from '../kit/cursor.ts';
import { cutPage } from '../kit/page.ts';
import { fromPlainNames, plainList } from '../kit/plain-list.ts';
import { ApiError } from '../kit/errors.ts';
import { once } from '../kit/idempotency.ts';
import type { Access } from '../kit/require.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { parseSearch, type SearchDefinition } from '../kit/search.ts';
import { actorOf, personOf, subjectOf } from './callers.ts';
import { changeDoctor } from './change-doctor.ts';
import type { ChoiceAct } from './choice-acts.ts';
import { resultOf, withDoctors } from './choice-view.ts';
import type { RegistryStores } from './collections.ts';
import { currentDoctor } from './doctor-routes.ts';
import { READ } from './patient-routes.ts';
import { choicesAt, currentChoice, hasChangedToday } from './rules.ts';
import type { DoctorChoice } from './stored.ts';

export interface ChoiceOptions {
  readonly base: string;
  readonly stores: RegistryStores;
  readonly cursors: Cursors;
}

const PATH = '/doctor-choices';
const CHOOSE: readonly Access[] = [
  {
    scope: 'registry:choose',
    acts: { bases: ['parental', 'guardianship'], action: 'choose-doctor' },
    acr: ACR_PIN,
    isWrite: true,
  },
];

const id = z.string().min(1).max(64);
const bodySchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('choose'), doctor_id: id, current_doctor_id: id.nullish() }),
  z.strictObject({
    action: z.literal('revoke'),
    doctor_id: z.null().optional(),
    current_doctor_id: id,
  }),
]);
type Body = z.infer<typeof bodySchema>;

const definition: SearchDefinition<DoctorChoice> = {
  type: 'doctor-choices',
  judged: [],
  parameters: {},
  sorts: { since: ({ since }) => since },
  allowedSorts: ['-since'],
  idOf: ({ id: own }) => own,
};

/** List and change. */
export function choiceRoutes(options: ChoiceOptions): Route[] {
  return [
    {
      method: 'GET',
      form: 'json',
      access: READ,
      path: PATH,
      handle: (call) => list(call, options),
      failure: (call) => ({ interaction: 'search-type', ...subjectOf(call) }),
    },
    {
      method: 'POST',
      form: 'json',
      access: CHOOSE,
      path: PATH,
      body: { kind: 'json', limit: JSON_BODY_BYTES },
      handle: (call) => change(call, options),
      failure: (call) => ({ interaction: 'create', query: 'doctor-choices', ...subjectOf(call) }),
    },
  ];
}

async function list(call: Call, { base, stores, cursors }: ChoiceOptions): Promise<Reply> {
  const person = await stores.persons.get(personOf(call).fiscalCode);
  const all = person ? choicesAt(person, call.now) : [];
  const search = parseSearch(fromPlainNames(call.query), definition, call.isStrict);
  const page = await cutPage(all, { call, cursors, search, definition });
  const current = person && currentChoice(person, call.now);
  const named = await withDoctors(stores, [...page.shown, ...(current ? [current] : [])]);
  return {
    status: 200,
    body: {
      ...plainList(page, `${base}${PATH}`, named),
      current: current ? named(current) : null,
      changed_today: person !== undefined && hasChangedToday(person, call.now),
    },
    facts: { interaction: 'search-type', query: `doctor-choices?${page.self}`, ...subjectOf(call) },
  };
}

async function change(call: Call, { stores }: ChoiceOptions): Promise<Reply> {
  const parsed = bodySchema.safeParse(call.body);
  if (!parsed.success)
    throw new ApiError('VALIDATION_ERROR', {
      field: parsed.error.issues[0]?.path.join('.') || 'action',
    });
  const { data } = parsed;
  return once(stores.idempotencyKeys, PATH, call, (act) => run(call, { stores, body: data, act }));
}

/** @throws ApiError desk-only nobody of the registry · NOT_PROCESSABLE no such doctor · what `judge` throws */
async function run(
  call: Call,
  {
    stores,
    body,
    act,
  }: { readonly stores: RegistryStores; readonly body: Body; readonly act: string },
): Promise<Reply> {
  const caller = personOf(call);
  const person = await stores.persons.get(caller.fiscalCode);
  if (!person) throw new ApiError('desk-only');
  const doctor = body.action === 'choose' ? await stores.doctors.get(body.doctor_id) : undefined;
  if (body.action === 'choose' && !doctor)
    throw new ApiError('NOT_PROCESSABLE', { field: 'doctor_id' });
  const asked: ChoiceAct = {
    id: act,
    move: randomUUID(),
    ...(doctor ? { doctor } : {}),
    believed: body.current_doctor_id ?? undefined,
    current: await currentDoctor(stores, person, call.now),
    by: actorOf(caller),
    now: call.now,
  };
  const after = await changeDoctor(stores, person, asked);
  return {
    status: 201,
    body: await resultOf(after, { stores, act, action: body.action }),
    facts: { interaction: 'create', query: 'doctor-choices', ...subjectOf(call) },
  };
}
