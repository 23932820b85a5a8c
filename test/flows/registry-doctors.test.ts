/** Personal data, doctors and the change of doctor, as the demo's people meet them. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mock } from 'node:test';
import type { Bundle, Patient } from 'fhir/r4.js';
import { DAY_MS } from '../../config/limits.ts';
import { testRegistry, type TestRegistry, type Wanted } from '../support/registry.ts';
import type { Name } from '../support/demo-subjects.ts';

interface Doctor {
  readonly id: string;
  readonly name: string;
  readonly places: number;
  readonly choosable: boolean;
  readonly why_not: string | null;
}
interface List<T> {
  readonly total: number;
  readonly items: readonly T[];
  readonly next: string | null;
}
interface Choice {
  readonly id: string;
  readonly doctor: string;
  readonly until: string | null;
  readonly end: string | null;
  readonly by: { readonly role: string; readonly name: string } | null;
}
type Choices = List<Choice> & { readonly current: Choice | null; readonly changed_today: boolean };
interface Changed {
  readonly id: string;
  readonly current: Choice | null;
  readonly previous: Choice | null;
  readonly code?: string;
  readonly field?: string;
}

/** A day on which Sara is 17 and Luca 9. */
const START = Date.parse('2026-11-24T09:00:00Z');

describe('the registry of the demo', () => {
  let registry: TestRegistry;
  before(async () => {
    mock.timers.enable({ apis: ['Date'], now: START });
    registry = await testRegistry({ now: START });
  });
  beforeEach(() => mock.timers.setTime(START));
  after(async () => {
    mock.timers.reset();
    await registry[Symbol.asyncDispose]();
  });

  async function get<T>(path: string, of: Name, wanted?: Wanted): Promise<T> {
    const response = await registry.ask(path, await registry.token(of, wanted));
    assert.equal(response.status, 200);
    return (await response.json()) as T;
  }

  async function change(of: Name, body: object, wanted?: Wanted): Promise<[number, Changed]> {
    const response = await registry.choose(await registry.token(of, wanted), body);
    return [response.status, (await response.json()) as Changed];
  }

  const PARENT = { basis: 'parental' } as const;

  describe('a Patient', () => {
    it('has addresses, card, doctor, and telephone for the person alone', async () => {
      const patient = await get<Patient>(`/Patient/${registry.people.Giulia.sub}`, 'Giulia');
      assert.equal(patient.address?.[0]?.postalCode, '20131');
      assert.equal(patient.identifier?.[2]?.value, '80380000304000100011');
      assert.equal(patient.generalPractitioner?.[0]?.identifier?.value, '030123456');
      assert.equal(patient.telecom?.length, 2);
      const ward = await get<Patient>(`/Patient/${registry.people.Anna.sub}`, 'Anna', {
        basis: 'guardianship',
      });
      assert.deepEqual([ward.birthDate, ward.telecom], ['1947-04-18', undefined]);
    });

    it('is found by one’s own id and fiscal code, and nobody else’s', async () => {
      const { Giulia, Mario } = registry.people;
      for (const [query, status] of [
        ['', 200],
        [`?_id=${Giulia.sub}`, 200],
        [`?identifier=http://hl7.it/sid/codiceFiscale%7C${Giulia.fiscalCode}`, 200],
        [`?_id=${Mario.sub}`, 403],
        [`?identifier=${Mario.fiscalCode}`, 403],
      ] as const) {
        const response = await registry.ask(`/Patient${query}`, await registry.token('Giulia'));
        assert.equal(response.status, status, query);
        if (status === 200) assert.equal(((await response.json()) as Bundle).total, 1);
      }
    });

    it('who is not in the registry is not found', async () => {
      const stranger = { ...registry.people.Mario, sub: randomUUID(), fiscalCode: 'X' };
      const token = await registry.token({ ...stranger, fiscalCode: 'RSSMRA80A01F205Y' });
      assert.equal((await registry.ask(`/Patient/${stranger.sub}`, token)).status, 404);
      for (const path of ['/Patient', '/doctors', '/doctor-choices']) {
        const list = (await (await registry.ask(path, token)).json()) as { total: number };
        assert.equal(list.total, 0, path);
      }
      const answer = await registry.choose(token, {
        action: 'choose',
        doctor_id: await registry.doctor('Conti'),
      });
      assert.equal(((await answer.json()) as Changed).code, 'desk-only');
    });
  });

  describe('the list of doctors', () => {
    const reasons = async (of: Name, query = '', wanted?: Wanted): Promise<object> => {
      const { items } = await get<List<Doctor>>(`/doctors${query}`, of, wanted);
      return Object.fromEntries(
        items.map(({ name, why_not: why, choosable }) => {
          assert.equal(choosable, why === null);
          return [name.split(' ').at(-1), why];
        }),
      );
    };

    it('is that of one’s ASST, by name, and says of each why it cannot be chosen', async () => {
      assert.deepEqual(Object.entries(await reasons('Giulia')), [
        ['Conti', 'current'],
        ['Ferrario', null],
        ['Galli', 'wrong-age'],
        ['Neri', 'doctor-full'],
        ['Riva', 'same-association'],
        ['Villa', 'wrong-age'],
      ]);
      assert.deepEqual(await reasons('Luca', '?kind=pls', PARENT), {
        Galli: 'current',
        Villa: 'doctor-full',
      });
      assert.deepEqual(await reasons('Mario', '?kind=mmg'), {
        Conti: null,
        Ferrario: null,
        Neri: 'doctor-full',
        Riva: null,
      });
    });

    for (const [query, names] of [
      ['?name=ferr', 'Ferrario'],
      ['?name=ELI', 'Riva'],
      ['?city=cologno', 'Ferrario'],
      ['?city=monz', 'Ferrario'],
      ['?kind=mmg,pls&name=v', 'Villa'],
      ['?name=zz', ''],
    ] as const)
      it(`${query}: ${names || 'nobody'}`, async () =>
        assert.equal(Object.keys(await reasons('Mario', query)).join(), names));

    it('comes in pages', async () => {
      const names: string[] = [];
      let path: string | null = '/doctors?kind=mmg&count=2';
      const sizes: number[] = [];
      while (path !== null) {
        const page: List<Doctor> = await get(path, 'Giulia');
        assert.equal(page.total, 4);
        sizes.push(page.items.length);
        names.push(...page.items.map(({ name }) => name.split(' ').at(-1) ?? ''));
        path = page.next?.slice(registry.url.length) ?? null;
      }
      assert.deepEqual(
        [sizes, names],
        [
          [2, 2],
          ['Conti', 'Ferrario', 'Neri', 'Riva'],
        ],
      );
    });
  });

  describe('a change', () => {
    /** Doctor, what the person believes to have, and how it ends. */
    const rows: readonly [Name, string, string | null, string, Wanted?][] = [
      ['Giulia', 'Ferrario', null, '409 current-changed'],
      ['Giulia', 'Ferrario', 'Riva', '409 current-changed'],
      ['Giulia', 'Neri', 'Conti', '409 doctor-full'],
      ['Giulia', 'Riva', 'Conti', '422 same-association'],
      ['Giulia', 'Sala', 'Conti', '422 wrong-district'],
      ['Giulia', 'Galli', 'Conti', '422 wrong-age'],
      ['Giulia', 'Conti', 'Conti', '422 NOT_PROCESSABLE'],
      ['Luca', 'Villa', 'Galli', '409 doctor-full', PARENT],
    ];
    for (const [of, to, believed, expected, wanted] of rows)
      it(`of ${of} from ${believed ?? 'nobody'} to ${to}: ${expected}`, async () => {
        const [status, { code }] = await change(
          of,
          {
            action: 'choose',
            doctor_id: await registry.doctor(to),
            current_doctor_id: believed && (await registry.doctor(believed)),
          },
          wanted,
        );
        assert.equal(`${status} ${code}`, expected);
      });

    it('needs a body of its own shape, a doctor who exists, and a key', async () => {
      const doctor = await registry.doctor('Conti');
      const bodies: readonly [object, string][] = [
        [{}, '400'],
        [{ action: 'choose' }, '400'],
        [{ action: 'revoke' }, '400'],
        [{ action: 'choose', doctor_id: doctor, extra: 1 }, '400'],
        [{ action: 'choose', doctor_id: randomUUID() }, '422'],
      ];
      for (const [body, expected] of bodies)
        assert.equal(String((await change('Mario', body))[0]), expected);
      const token = await registry.token('Mario');
      const keyless = await registry.send('POST', '/doctor-choices', token, {
        action: 'choose',
        doctor_id: doctor,
      });
      assert.equal(keyless.status, 400);
    });

    it('goes through once a day, is listed, and gives the place back', async () => {
      const [conti, ferrario] = await Promise.all([
        registry.doctor('Conti'),
        registry.doctor('Ferrario'),
      ]);
      const body = { action: 'choose', doctor_id: ferrario };
      const key = randomUUID();
      const token = await registry.token('Mario');
      const first = await registry.choose(token, body, key);
      const made = (await first.json()) as Changed;
      assert.deepEqual([first.status, made.current?.doctor], [201, 'Dr. Luca Ferrario']);
      assert.deepEqual(await (await registry.choose(token, body, key)).json(), made);
      const other = await registry.choose(token, { ...body, doctor_id: conti }, key);
      assert.equal(((await other.json()) as Changed).code, 'key-reused');
      const again = { action: 'choose', doctor_id: conti, current_doctor_id: ferrario };
      mock.timers.setTime(Date.parse('2026-11-24T22:59:00Z'));
      assert.equal((await change('Mario', again))[1].code, 'one-change-a-day');
      mock.timers.setTime(Date.parse('2026-11-24T23:01:00Z'));
      const [status, { previous }] = await change('Mario', again);
      assert.deepEqual([status, previous?.end], [201, 'changed']);
      const list = await get<Choices>('/doctor-choices', 'Mario');
      assert.deepEqual(
        list.items.map(({ doctor, end, by }) => [doctor, end, by?.name]),
        [
          ['Dr. Paolo Conti', null, 'Mario Rossi'],
          ['Dr. Luca Ferrario', 'changed', 'Mario Rossi'],
        ],
      );
      assert.deepEqual([list.changed_today, list.current?.doctor], [true, 'Dr. Paolo Conti']);
      assert.equal((await registry.stores.doctors.get(ferrario))?.taken, 1499);
    });

    it('by a parent revokes, and says who did it', async () => {
      const galli = await registry.doctor('Galli');
      const body = { action: 'revoke', current_doctor_id: galli };
      const [status, { current, previous }] = await change('Luca', body, PARENT);
      assert.deepEqual([status, current, previous?.end], [201, null, 'revoked']);
      mock.timers.setTime(START + DAY_MS);
      const back = { action: 'choose', doctor_id: galli };
      const [, made] = await change('Luca', back, PARENT);
      assert.deepEqual(made.current?.by, { role: 'GEN', name: 'Giulia Bianchi' });
    });

    it('is in the log of the person, with who acted', async () => {
      const { entry = [] } = await get<Bundle>('/AuditEvent?_count=100', 'Luca');
      const text = JSON.stringify(entry);
      assert.ok(text.includes('doctor-choices') && text.includes('Giulia Bianchi'));
    });
  });

  it('ends a paediatrician at 14 by the clock alone', async () => {
    const { Sara, Luca } = registry.people;
    const list = await get<Choices>('/doctor-choices', 'Sara');
    assert.deepEqual(
      list.items.map(({ doctor, end }) => [doctor, end]),
      [
        ['Dr. Paolo Conti', null],
        ['Dr.ssa Elena Galli', 'age'],
      ],
    );
    assert.ok(list.items[1]?.until?.startsWith(`${Number(Sara.birthdate.slice(0, 4)) + 14}`));
    const birthday = `${Number(Luca.birthdate.slice(0, 4)) + 14}${Luca.birthdate.slice(4)}`;
    mock.timers.setTime(Date.parse(`${birthday}T12:00:00Z`));
    const later = await get<Choices>('/doctor-choices', 'Luca', PARENT);
    assert.deepEqual([later.current, later.items[0]?.end], [null, 'age']);
    assert.equal(
      (await get<Patient>(`/Patient/${Luca.sub}`, 'Luca', PARENT)).generalPractitioner,
      undefined,
    );
  });

  it('describes itself', async () => {
    const api = (await (await registry.ask('/openapi.json')).json()) as { paths: object };
    assert.deepEqual(Object.keys(api.paths), ['/doctors', '/doctor-choices']);
    assert.equal((await registry.ask('/metadata')).status, 200);
  });
});
