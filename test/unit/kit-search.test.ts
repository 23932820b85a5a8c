/** Search values as FHIR writes them. */
import assert from 'node:assert/strict';
import { PARAMETER_VALUES, SEARCH_PARAMETERS } from '../../config/limits.ts';
import { coverageSearch } from '../../src/resource-servers/exemption/coverage-routes.ts';
import { ageAt, toFhirInstant } from '../../src/resource-servers/kit/rome.ts';
import { instant, parseDateCriterion } from '../../src/resource-servers/kit/search-dates.ts';
import { parseSearch } from '../../src/resource-servers/kit/search.ts';
import { idOfReference, string, token } from '../../src/resource-servers/kit/search-parameters.ts';

const at = (text: string): number => Date.parse(text);

describe('a date in a search', () => {
  // value, instant, fits
  const TABLE: readonly [string, string, boolean][] = [
    ['2026-11-02', '2026-11-02T00:00:00+01:00', true],
    ['2026-11-02', '2026-11-01T23:59:59.999+01:00', false],
    ['2026-11-02', '2026-11-02T23:59:59.999+01:00', true],
    ['2026-10-25', '2026-10-25T23:30:00+01:00', true], // 25 hours long
    ['2026-03-29', '2026-03-28T23:30:00Z', true], // 23 hours long
    ['2026-11', '2026-11-30T23:59:59+01:00', true],
    ['2026', '2026-12-31T23:59:59+01:00', true],
    ['2026', '2027-01-01T00:00:00+01:00', false],
    ['ne2026', '2026-05-01T00:00:00+02:00', false],
    ['ge2026-11-02', '2026-11-02T00:00:00+01:00', true],
    ['gt2026-11-02', '2026-11-02T23:00:00+01:00', false],
    ['gt2026-11-02', '2026-11-03T00:00:00+01:00', true],
    ['lt2026-11-02', '2026-11-01T23:59:59+01:00', true],
    ['lt2026-11-02', '2026-11-02T00:00:00+01:00', false],
    ['le2026-11-02', '2026-11-02T23:59:59+01:00', true],
    ['sa2026-11-02', '2026-11-03T00:00:00+01:00', true],
    ['eb2026-11-02', '2026-11-02T00:00:00+01:00', false],
    ['2026-11-02T09:30', '2026-11-02T08:30:59Z', true],
    ['2026-11-02T09:30:00Z', '2026-11-02T09:30:00.500Z', true],
    ['2026-11-02T09:30:00.000Z', '2026-11-02T09:30:00.500Z', false],
    ['ge2026-11-02T09:30:00 01:00', '2026-11-02T08:30:00Z', true], // a plus sign not escaped
  ];
  for (const [value, moment, fits] of TABLE)
    it(`${value} ${fits ? 'fits' : 'does not fit'} ${moment}`, () => {
      assert.equal(parseDateCriterion(value)?.(instant(at(moment))), fits);
    });

  for (const value of [
    '',
    'today',
    '2026-13',
    '2026-02-30',
    '26-01-01',
    '2026-11-02T25:00',
    '2026-11T10:00',
    'zz2026',
    '2026-11-02T09:30+99:00',
    '99999999',
  ])
    it(`refuses ${value || 'nothing'}`, () => {
      assert.equal(parseDateCriterion(value), undefined);
    });
});

describe('a token in a search', () => {
  const fits = (value: string): boolean | undefined =>
    token<null>(() => [{ system: 'urn:s', code: 'A' }, { code: 'B' }])(value)?.(null);
  it('is a code, a system with a code, a code without system, or a system', () => {
    assert.deepEqual(['A', 'urn:s|A', 'urn:s|', '|B'].map(fits), [true, true, true, true]);
    assert.deepEqual(['a', 'urn:x|A', 'urn:x|', '|A'].map(fits), [false, false, false, false]);
    assert.deepEqual(['', '|'].map(fits), [undefined, undefined]);
  });
});

describe('a text in a search', () => {
  it('fits beginnings, whatever case and accents', () => {
    const fits = (value: string): boolean | undefined =>
      string<null>(() => ['Niccolò', 'De Rossi'])(value)?.(null);
    assert.deepEqual(['nicc', 'NICCOLO', 'niccolò', 'de r', 'rossi', ' '].map(fits), [
      true,
      true,
      true,
      true,
      false,
      undefined,
    ]);
  });
});

describe('a reference in a search', () => {
  it('names a resource of this server alone', () => {
    const id = (value: string): string | undefined =>
      idOfReference(value, 'http://fse.example', 'Patient');
    assert.deepEqual(['abc', 'Patient/abc', 'http://fse.example/Patient/abc'].map(id), [
      'abc',
      'abc',
      'abc',
    ]);
    assert.deepEqual(
      ['Group/abc', 'http://other.example/Patient/abc', 'a b', '', 'Patient/'].map(id),
      Array(5).fill(undefined),
    );
  });
});

describe('time in Rome', () => {
  it('is written with the offset of its day', () => {
    assert.equal(toFhirInstant(at('2026-07-01T10:00:00Z')), '2026-07-01T12:00:00+02:00');
    assert.equal(toFhirInstant(at('2026-12-01T10:00:00.123Z')), '2026-12-01T11:00:00.123+01:00');
  });
  it('counts years to the birthday’s midnight; born on 29 February, to the 28th', () => {
    assert.equal(ageAt('2008-11-25', at('2026-11-24T22:59:59Z')), 17);
    assert.equal(ageAt('2008-11-25', at('2026-11-24T23:00:00Z')), 18);
    assert.equal(ageAt('2008-02-29', at('2026-02-28T12:00:00+01:00')), 18);
    assert.equal(ageAt('2008-02-29', at('2026-02-27T12:00:00+01:00')), 17);
  });
});

describe('a search of many parameters', () => {
  const values = (n: number): string => Array<string>(n).fill('ge2026').join(',');
  const parse = (parameters: number, each: number): unknown =>
    parseSearch(
      new URLSearchParams(`_lastUpdated=${values(each)}&`.repeat(parameters)),
      coverageSearch('2026-11-24'),
      false,
    );
  for (const [what, parameters, each] of [
    ['values of one parameter', 1, PARAMETER_VALUES],
    ['repeats of a parameter', SEARCH_PARAMETERS, 1],
  ] as const)
    it(`is bounded in ${what}: a long form must not hold the server up`, () => {
      assert.ok(parse(parameters, each));
      const [more, longer] = each === 1 ? [parameters + 1, 1] : [1, each + 1];
      assert.throws(() => parse(more, longer), { code: 'VALIDATION_ERROR' });
    });
});
