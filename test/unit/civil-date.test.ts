import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  addDays,
  addMonths,
  adultOn,
  endOfDay,
  instantOfMidnight,
  parseCivilDate,
  todayInRome,
} from '../../src/domain/civil-date.ts';

const utc = (text: string): number => Date.parse(text);

describe('civil dates', () => {
  it('begin at midnight in Rome, winter and summer', () => {
    assert.equal(instantOfMidnight('2026-12-01'), utc('2026-11-30T23:00:00Z'));
    assert.equal(instantOfMidnight('2026-07-01'), utc('2026-06-30T22:00:00Z'));
    assert.equal(todayInRome(utc('2026-06-30T21:59:59.999Z')), '2026-06-30');
    assert.equal(todayInRome(utc('2026-06-30T22:00:00Z')), '2026-07-01');
  });

  it('end 24 civil hours later, also on the days that have 23 or 25', () => {
    assert.equal(endOfDay('2026-03-29') - instantOfMidnight('2026-03-29'), 23 * 3_600_000);
    assert.equal(endOfDay('2026-10-25') - instantOfMidnight('2026-10-25'), 25 * 3_600_000);
  });

  it('begin after midnight where the clock leapt over it', () => {
    assert.equal(todayInRome(instantOfMidnight('1967-05-28')), '1967-05-28');
    assert.equal(todayInRome(instantOfMidnight('1967-05-28') - 1), '1967-05-27');
  });

  it('count months to the last day there is', () => {
    assert.equal(addMonths('2026-08-31', 6), '2027-02-28');
    assert.equal(addMonths('2026-02-28', 24), '2028-02-28');
    assert.equal(addMonths('2028-02-29', 24), '2030-02-28');
    assert.equal(addDays('2026-12-31', 1), '2027-01-01');
  });

  it('make adults on the 18th birthday, born on 29 February on the 28th', () => {
    assert.equal(adultOn('2008-11-24'), '2026-11-24');
    assert.equal(adultOn('2008-02-29'), '2026-02-28');
  });

  it('are refused when the day does not exist or is written otherwise', () => {
    assert.equal(parseCivilDate('2028-02-29', 'birthdate'), '2028-02-29');
    for (const text of ['2026-02-29', '2026-13-01', '26-01-01', '01/02/2026', '2026-1-1', ''])
      assert.throws(() => parseCivilDate(text, 'birthdate'), { field: 'birthdate' });
  });
});
