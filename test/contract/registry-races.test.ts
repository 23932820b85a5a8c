/** Changes of doctor that happen at once, and those that a crash cut: on both engines. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { GP_PATIENTS, REGISTRY_LEASE_MS } from '../../config/limits.ts';
import { startUpkeep } from '../../src/resource-servers/registry/upkeep.ts';
import { withMove } from '../../src/resource-servers/registry/places.ts';
import { StorageUnavailableError, type Store } from '../../src/storage/collection.ts';
import { onBothEngines } from '../support/engines.ts';
import { testRegistry, type TestRegistry } from '../support/registry.ts';
import type { Subject } from '../support/tokens.ts';

/** Which write of the store fails, by `collection.method` and how often it was called. */
interface Fault {
  at?: string;
}

onBothEngines('a change of doctor', (engine) => {
  let registry: TestRegistry;
  const fault: Fault = {};
  before(async () => {
    registry = await testRegistry({
      database: engine().address('registry'),
      wrap: (store) => failing(store, fault),
    });
  });
  after(() => registry[Symbol.asyncDispose]());

  let made = 0;
  /** So many people of the demo's ASST without a doctor. */
  async function strangers(count: number): Promise<Subject[]> {
    const model = await registry.stores.persons.get(registry.people.Mario.fiscalCode);
    assert.ok(model);
    return Promise.all(
      Array.from({ length: count }, async () => {
        made += 1;
        const fiscalCode = `RSSMRA80A01F${String(made).padStart(3, '0')}X`;
        await registry.stores.persons.insert({ ...model, id: fiscalCode });
        return { ...registry.people.Mario, sub: randomUUID(), fiscalCode };
      }),
    );
  }

  async function taken(name: string): Promise<[number, number]> {
    const doctor = await registry.stores.doctors.get(await registry.doctor(name));
    return [doctor?.taken ?? NaN, doctor?.moves.length ?? NaN];
  }

  async function fill(name: string, left: number): Promise<void> {
    await registry.stores.doctors.update(await registry.doctor(name), (doctor) => ({
      ...doctor,
      taken: GP_PATIENTS - left,
    }));
  }

  for (const count of [20, 50])
    it(`${count} at once for the last place: one has it`, async function () {
      this.timeout(30_000);
      await fill('Ferrario', 1);
      const ferrario = await registry.doctor('Ferrario');
      const people = await strangers(count);
      const tokens = await Promise.all(people.map((one) => registry.token(one)));
      const answers = await Promise.all(
        tokens.map((token) => registry.choose(token, { action: 'choose', doctor_id: ferrario })),
      );
      const codes = await Promise.all(answers.map(codeOf));
      assert.deepEqual(counted(codes), { 201: 1, 'doctor-full': count - 1 });
      assert.deepEqual(await taken('Ferrario'), [GP_PATIENTS, 0]);
      const records = await Promise.all(
        people.map(({ fiscalCode }) => registry.stores.persons.get(fiscalCode)),
      );
      assert.equal(records.filter((one) => one?.choices.length === 1).length, 1);
    });

  it('20 posts of one Idempotency-Key: one change, one answer', async () => {
    const [mario] = await strangers(1);
    assert.ok(mario);
    const [token, conti, before] = await Promise.all([
      registry.token(mario),
      registry.doctor('Conti'),
      taken('Conti'),
    ]);
    const body = { action: 'choose', doctor_id: conti };
    const key = randomUUID();
    const post = (): Promise<Response> => registry.choose(token, body, key);
    const codes = await Promise.all(Array.from({ length: 19 }, async () => codeOf(await post())));
    const last = await post();
    assert.equal(last.status, 201);
    assert.deepEqual(
      [...new Set(codes)].filter((code) => code !== '201' && code !== 'still-running'),
      [],
    );
    assert.deepEqual(await taken('Conti'), [before[0] + 1, 0]);
    const record = await registry.stores.persons.get(mario.fiscalCode);
    assert.equal(record?.choices.length, 1);
  });

  it('two different ones at once: one wins, the other learns that the doctor has changed', async () => {
    const [mario] = await strangers(1);
    assert.ok(mario);
    const start = await Promise.all([taken('Conti'), taken('Riva')]);
    const doctors = await Promise.all([registry.doctor('Conti'), registry.doctor('Riva')]);
    const token = await registry.token(mario);
    const codes = await Promise.all(
      doctors.map(async (id) =>
        codeOf(await registry.choose(token, { action: 'choose', doctor_id: id })),
      ),
    );
    assert.deepEqual(codes.toSorted(), ['201', 'current-changed']);
    const end = await Promise.all([taken('Conti'), taken('Riva')]);
    assert.equal(end[0][0] + end[1][0], start[0][0] + start[1][0] + 1);
    assert.equal(end[0][1] + end[1][1], 0);
  });

  for (const [cut, isDone] of [
    ['persons.update before', false],
    ['persons.update after', true],
    ['doctors.update 3 before', true],
  ] as const)
    it(`cut at ${cut}: the place stays taken, and the upkeep mends the counts`, async () => {
      const [mario] = await strangers(1);
      assert.ok(mario);
      const [conti, token] = await Promise.all([registry.doctor('Conti'), registry.token(mario)]);
      assert.equal(
        (await registry.choose(token, { action: 'choose', doctor_id: conti })).status,
        201,
      );
      await registry.stores.persons.update(
        mario.fiscalCode,
        ({ changedAt: _, ...yesterday }) => yesterday,
      );
      const [ferrario, from] = await Promise.all([registry.doctor('Ferrario'), taken('Conti')]);
      await fill('Ferrario', 1);
      const body = { action: 'choose', doctor_id: ferrario, current_doctor_id: conti };
      const key = randomUUID();
      fault.at = cut;
      assert.equal((await registry.choose(token, body, key)).status, 503);
      delete fault.at;
      const [other] = await strangers(1);
      assert.ok(other);
      const late = await registry.choose(await registry.token(other), {
        action: 'choose',
        doctor_id: ferrario,
      });
      assert.equal(await codeOf(late), 'doctor-full');
      const upkeep = startUpkeep(registry.stores, assert.ifError);
      await upkeep.run(Date.now() + REGISTRY_LEASE_MS + 1000);
      await upkeep.close();
      assert.deepEqual(await taken('Ferrario'), [isDone ? GP_PATIENTS : GP_PATIENTS - 1, 0]);
      assert.deepEqual(await taken('Conti'), [isDone ? from[0] - 1 : from[0], 0]);
      const record = await registry.stores.persons.get(mario.fiscalCode);
      assert.equal(record?.choices.at(-1)?.doctorId, isDone ? ferrario : conti);
      // the same request again, once nobody is believed to work on it: done once in all
      for (const used of await registry.stores.idempotencyKeys.before('expiresAt', Infinity, 1000))
        await registry.stores.idempotencyKeys.update(used.id, (one) => ({ ...one, leaseUntil: 0 }));
      assert.equal((await registry.choose(token, body, key)).status, 201);
      assert.deepEqual(await taken('Ferrario'), [GP_PATIENTS, 0]);
      assert.deepEqual(await taken('Conti'), [from[0] - 1, 0]);
    });

  it('the upkeep gives back the place of a paediatrician whose care ended, once', async () => {
    const [child] = await strangers(1);
    assert.ok(child);
    const galli = await registry.doctor('Galli');
    await registry.stores.persons.update(child.fiscalCode, (person) => ({
      ...person,
      birthdate: '2012-01-01',
      choices: [{ id: randomUUID(), doctorId: galli, kind: 'pls', since: 0 }],
      careEndsAt: 1,
    }));
    const [before] = await taken('Galli');
    const upkeeps = [1, 2].map(() => startUpkeep(registry.stores, assert.ifError));
    await Promise.all(upkeeps.map((one) => one.run(Date.now())));
    await Promise.all(upkeeps.map((one) => one.close()));
    assert.deepEqual(await taken('Galli'), [before - 1, 0]);
    const record = await registry.stores.persons.get(child.fiscalCode);
    assert.deepEqual([record?.choices[0]?.end, record?.careEndsAt], ['age', undefined]);
  });

  it('a move of nobody is forgotten', async () => {
    const conti = await registry.doctor('Conti');
    const [before] = await taken('Conti');
    const move = { id: randomUUID(), person: 'gone', direction: 'in', at: 1 } as const;
    await registry.stores.doctors.update(conti, (doctor) => withMove(doctor, move));
    const upkeep = startUpkeep(registry.stores, assert.ifError);
    await upkeep.run(Date.now());
    await upkeep.close();
    assert.deepEqual(await taken('Conti'), [before, 0]);
  });
});

async function codeOf(response: Response): Promise<string> {
  const body = (await response.json()) as { code?: string };
  return body.code ?? String(response.status);
}

function counted(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** A store whose write fails where `fault` says: before it is done, or after, so that nobody is told. */
function failing(store: Store, fault: Fault): Store {
  const calls = new Map<string, number>();
  let armed: string | undefined;
  return new Proxy(store, {
    get(target, name) {
      if (name !== 'collection') {
        const member = Reflect.get(target, name) as unknown;
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      }
      return (declaration: Parameters<Store['collection']>[0]) => {
        const collection = store.collection(declaration);
        return {
          ...methodsOf(collection),
          async update(...given: Parameters<typeof collection.update>) {
            if (armed !== fault.at) {
              armed = fault.at;
              calls.clear();
            }
            const method = `${declaration.name}.update`;
            const nth = (calls.get(method) ?? 0) + 1;
            calls.set(method, nth);
            const isHere = (when: string): boolean =>
              fault.at === `${method} ${when}` || fault.at === `${method} ${nth} ${when}`;
            if (isHere('before')) throw new StorageUnavailableError('down');
            const after = await collection.update(...given);
            if (isHere('after')) throw new StorageUnavailableError('down');
            return after;
          },
        };
      };
    },
  });
}

function methodsOf<C extends ReturnType<Store['collection']>>(collection: C): Omit<C, 'update'> {
  return Object.fromEntries(
    (['insert', 'insertAll', 'get', 'find', 'before', 'delete'] as const).map((name) => [
      name,
      collection[name].bind(collection),
    ]),
  ) as unknown as Omit<C, 'update'>; // every other method of a collection
}
