/** Which doctor whom, by the clock; what a place is; when a consent lapses. */
import assert from 'node:assert/strict';
import { DOCTOR_CHOICES_KEPT, GP_PATIENTS, PAEDIATRICIAN_PATIENTS } from '../../config/limits.ts';
import type { ApiError } from '../../src/resource-servers/kit/errors.ts';
import { statusOf } from '../../src/resource-servers/registry/consent-rules.ts';
import { alphabeticalKey } from '../../src/resource-servers/registry/doctor-routes.ts';
import {
  ceilingOf,
  freePlaces,
  withMove,
  withoutMove,
} from '../../src/resource-servers/registry/places.ts';
import {
  afterAct,
  afterAge,
  type ChoiceAct,
  isWrittenBy,
  withCareEnd,
} from '../../src/resource-servers/registry/choice-acts.ts';
import {
  choicesAt,
  currentChoice,
  kindsFor,
  whyNot,
} from '../../src/resource-servers/registry/rules.ts';
import type {
  DoctorChoice,
  Move,
  StoredDoctor,
  StoredPerson,
} from '../../src/resource-servers/registry/stored.ts';

/** Noon in Rome of a winter's day. */
const noon = (day: string): number => Date.parse(`${day}T11:00:00Z`);
const NOW = noon('2026-11-24');
const BY = { sub: 'x', role: 'ASS', name: 'X Y' } as const;

function person(given: Partial<StoredPerson> = {}): StoredPerson {
  return withCareEnd({
    id: 'RSSMRA80A01F205X',
    familyName: 'Rossi',
    givenName: 'Mario',
    birthdate: '1980-01-01',
    gender: 'male',
    addresses: [],
    asst: '701',
    isSeriouslyIll: false,
    choices: [],
    ...given,
  });
}

function doctor(given: Partial<StoredDoctor> = {}): StoredDoctor {
  return {
    id: 'd1',
    code: '1',
    name: 'Dr. Uno',
    kind: 'mmg',
    asst: '701',
    district: '',
    city: 'Milano',
    hours: '',
    isAuthorised: false,
    taken: 10,
    imported: 10,
    moves: [],
    ...given,
  };
}

const choice = (given: Partial<DoctorChoice> = {}): DoctorChoice => ({
  id: 'c0',
  doctorId: 'd0',
  kind: 'mmg',
  since: noon('2020-01-01'),
  ...given,
});

const act = (given: Partial<ChoiceAct> = {}): ChoiceAct => ({
  id: 'a1',
  move: 'm1',
  believed: undefined,
  current: undefined,
  by: BY,
  now: NOW,
  ...given,
});

const refused = (code: string) => (error: ApiError) => error.code === code;

describe('kinds of doctor by age', () => {
  for (const [born, day, isIll, kinds] of [
    ['2020-11-25', '2026-11-24', false, 'pls'],
    ['2020-11-24', '2026-11-24', false, 'mmg pls'],
    ['2012-11-25', '2026-11-24', false, 'mmg pls'],
    ['2012-11-24', '2026-11-24', false, 'mmg'],
    ['2012-11-24', '2026-11-24', true, 'mmg pls'],
    ['2010-11-25', '2026-11-24', true, 'mmg pls'],
    ['2010-11-24', '2026-11-24', true, 'mmg'],
    ['2012-02-29', '2026-02-27', false, 'mmg pls'],
    ['2012-02-29', '2026-02-28', false, 'mmg'],
    ['1980-01-01', '2026-11-24', false, 'mmg'],
  ] as const)
    it(`born ${born}, on ${day}${isIll ? ', seriously ill' : ''}: ${kinds}`, () => {
      const found = kindsFor({ birthdate: born, isSeriouslyIll: isIll }, noon(day));
      assert.equal(found.join(' '), kinds);
    });

  it('turn at midnight in Rome, not in London', () => {
    const born = { birthdate: '2012-11-24', isSeriouslyIll: false };
    const midnight = Date.parse('2026-11-23T23:00:00Z');
    assert.deepEqual(kindsFor(born, midnight - 1), ['mmg', 'pls']);
    assert.deepEqual(kindsFor(born, midnight), ['mmg']);
  });
});

describe('whether a doctor can be chosen', () => {
  const child = person({ birthdate: '2018-05-05', choices: [choice({ kind: 'pls' })] });
  const group = doctor({ id: 'd0', association: 'Gruppo' });
  const rows: readonly [string, StoredPerson, Partial<StoredDoctor>, string | undefined][] = [
    ['a GP with places', person(), {}, undefined],
    ['the current one', person(), { id: 'd0' }, 'current'],
    ['another ASST', person(), { asst: '713' }, 'wrong-district'],
    ['a paediatrician for an adult', person(), { kind: 'pls' }, 'wrong-age'],
    ['the first paediatrician', person({ birthdate: '2018-05-05' }), { kind: 'pls' }, 'desk-only'],
    ['another paediatrician', child, { kind: 'pls' }, undefined],
    ['the same association', person(), { association: 'Gruppo' }, 'same-association'],
    ['another association', person(), { association: 'Altro' }, undefined],
    ['a full GP', person(), { taken: GP_PATIENTS }, 'doctor-full'],
    ['one authorised for more', person(), { taken: GP_PATIENTS, isAuthorised: true }, undefined],
    ['a full paediatrician', child, { kind: 'pls', taken: PAEDIATRICIAN_PATIENTS }, 'doctor-full'],
    ['the same day', person({ changedAt: NOW - 1 }), {}, 'one-change-a-day'],
    ['the day after', person({ changedAt: noon('2026-11-23') }), {}, undefined],
  ];
  for (const [title, who, given, expected] of rows)
    it(`${title}: ${expected ?? 'yes'}`, () =>
      assert.equal(whyNot(who, doctor(given), { current: group, now: NOW }), expected));
});

describe('a change of doctor', () => {
  const before = person({ choices: [choice()] });
  const to = act({ doctor: doctor(), believed: 'd0', current: doctor({ id: 'd0' }) });

  it('ends the choice before and begins one, once', () => {
    const after = afterAct(before, to);
    assert.deepEqual(
      after.choices.map(({ id, until, end, endedBy }) => [id, until, end, endedBy]),
      [
        ['c0', NOW, 'changed', 'a1'],
        ['a1', undefined, undefined, undefined],
      ],
    );
    assert.equal(afterAct(after, { ...to, move: 'm2', now: NOW + 1 }), after);
    assert.deepEqual([isWrittenBy(after, 'm1'), isWrittenBy(after, 'm2')], [true, false]);
  });

  it('is refused for who believes to have another doctor, and twice on one day', () => {
    assert.throws(() => afterAct(before, { ...to, believed: 'd9' }), refused('current-changed'));
    const again = { ...to, id: 'a2', believed: 'd1', doctor: doctor({ id: 'd2' }) };
    assert.throws(() => afterAct(afterAct(before, to), again), refused('one-change-a-day'));
    // 23:59 and 00:01 in Rome
    const late = afterAct(before, { ...to, now: Date.parse('2026-11-24T22:59:00Z') });
    assert.ok(afterAct(late, { ...again, now: Date.parse('2026-11-24T23:01:00Z') }));
  });

  it('needs no place once the place is taken', () => {
    assert.ok(afterAct(before, { ...to, doctor: doctor({ taken: GP_PATIENTS }) }));
  });

  it('revokes', () => {
    const after = afterAct(before, act({ believed: 'd0' }));
    assert.equal(currentChoice(after, NOW), undefined);
    assert.equal(after.choices[0]?.end, 'revoked');
  });

  it(`keeps the last ${DOCTOR_CHOICES_KEPT}`, () => {
    const many = Array.from({ length: DOCTOR_CHOICES_KEPT }, (_, n) =>
      choice({ id: `c${n}`, until: n }),
    );
    const after = afterAct(person({ choices: many }), act({ doctor: doctor() }));
    assert.deepEqual([after.choices.length, after.choices.at(-1)?.id], [DOCTOR_CHOICES_KEPT, 'a1']);
  });
});

describe("a paediatrician's care", () => {
  const child = person({ birthdate: '2012-11-24', choices: [choice({ kind: 'pls' })] });
  const end = Date.parse('2026-11-23T23:00:00Z');

  it('ends by itself as the 14th birthday begins, or the 16th of who is seriously ill', () => {
    assert.equal(child.careEndsAt, end);
    assert.equal(currentChoice(child, end - 1)?.doctorId, 'd0');
    assert.deepEqual(
      choicesAt(child, end).map((one) => [one.until, one.end]),
      [[end, 'age']],
    );
    const ill = person({ ...child, isSeriouslyIll: true });
    assert.equal(ill.careEndsAt, Date.parse('2028-11-23T23:00:00Z'));
  });

  it('is written as ended once, with the instant of the birthday', () => {
    assert.equal(afterAge(child, 'm1', end - 1), child);
    const after = afterAge(child, 'm1', end + 5000);
    assert.deepEqual([after.choices[0]?.until, after.choices[0]?.endedMove], [end, 'm1']);
    assert.equal(after.careEndsAt, undefined);
    assert.equal(afterAge(after, 'm2', end + 6000), after);
  });

  it('that ended unseen gives its place back with the next choice', () => {
    const after = afterAct(child, act({ doctor: doctor() }));
    assert.deepEqual(
      after.choices.map((one) => [one.end, one.endedMove]),
      [
        ['age', 'm1'],
        [undefined, undefined],
      ],
    );
  });
});

describe('the places of a doctor', () => {
  const move = (id: string, direction: Move['direction'], at = 1): Move => ({
    id,
    direction,
    at,
    person: 'p',
  });
  const last = doctor({ taken: GP_PATIENTS - 1 });

  it('are 1,500, 1,800 and 1,000', () => {
    const kinds = [{}, { isAuthorised: true }, { kind: 'pls' }] as const;
    assert.deepEqual(
      kinds.map((given) => ceilingOf(doctor(given))),
      [1500, 1800, 1000],
    );
  });

  it('are taken while a move is under way, by one alone', () => {
    const held = withMove(last, move('m1', 'in'));
    assert.equal(freePlaces(held), 0);
    assert.equal(withMove(held, move('m1', 'in')), held);
    assert.throws(() => withMove(held, move('m2', 'in')), refused('doctor-full'));
    assert.equal(freePlaces(withMove(last, move('m1', 'out'))), 1);
  });

  it('are counted once when it ends, or free again when nothing was written', () => {
    const held = withMove(last, move('m1', 'in'));
    const counted = withoutMove(held, 'm1', true);
    assert.equal(counted.taken, GP_PATIENTS);
    assert.equal(withoutMove(counted, 'm1', true), counted);
    assert.deepEqual(withoutMove(held, 'm1', false), last);
    assert.equal(withoutMove(withMove(last, move('m1', 'out')), 'm1', true).taken, GP_PATIENTS - 2);
  });

  it('say since when the oldest move is open', () => {
    const two = withMove(withMove(last, move('m1', 'out', 5)), move('m2', 'out', 3));
    assert.equal(two.movesSince, 3);
    assert.equal(withoutMove(two, 'm2', false).movesSince, 5);
  });
});

describe('a consent', () => {
  it('lapses on the 18th birthday when it was given before, and only then', () => {
    const midnight = Date.parse('2026-11-23T23:00:00Z');
    const status = (at: number, now: number): string => statusOf({ at }, '2008-11-24', now);
    assert.equal(status(midnight - 1, midnight - 1), 'active');
    assert.equal(status(midnight - 1, midnight), 'inactive');
    assert.equal(status(midnight, midnight), 'active');
  });
});

describe('the order of names', () => {
  it('is that of the alphabet, whatever case and accents', () => {
    const names = ['Villa', 'conti', 'Neri', 'Òrsini', 'De Rosa', 'Derosi', ''];
    const sorted = names.toSorted((a, b) => alphabeticalKey(a) - alphabeticalKey(b));
    assert.deepEqual(sorted, ['', 'conti', 'De Rosa', 'Derosi', 'Neri', 'Òrsini', 'Villa']);
    assert.ok(Number.isSafeInteger(alphabeticalKey('z'.repeat(40))));
  });
});
