/** The texts that are signed, held by their hashes, and the calendar in them. */
import assert from 'node:assert/strict';
import {
  DECLARABLE_CODES,
  type DeclarableCode,
} from '../../src/resource-servers/exemption/codes.ts';
import {
  dayBefore,
  inItalian,
  lastSecondOf,
  startOfDay,
  startOfExemptionYear,
} from '../../src/resource-servers/exemption/dates.ts';
import { declarationText } from '../../src/resource-servers/exemption/declaration-texts.ts';
import { toFhirInstant } from '../../src/resource-servers/kit/rome.ts';
import { gulpease, GULPEASE_FLOOR } from '../support/gulpease.ts';

describe('the texts that are signed', () => {
  const period = { from: '2026-11-24', until: '2027-03-31' };
  /** Changed words need a new version in `declaration-texts.ts`, then new hashes here. */
  const HASHES: Readonly<Record<DeclarableCode, string>> = {
    E02: '55b0348ea1d94a059fcab5a523b2983039704aaba59bac493cbe67ab3e1e7f23',
    E12: 'e99beaa009f1a0d0223623151cc74d09527bb59dbd32d4c1db0fb0706ab10037',
    E13: '571a2e423df7707eae6a55a827bb1d73a159b681b09c97a682e22bbfc78deeaf',
    E30: '336c47f6a0796f498308ba229eb2fac8e04289483d34da79eedd27db7236c8a1',
    E40: '307bd6cf87c2e8d20eaec72ac72ca4712b6e3ca7d6645d4112c8e924c47c4bb1',
  };
  for (const code of DECLARABLE_CODES)
    it(`of ${code} are those of their version`, () => {
      const { version, sha256 } = declarationText(code, period);
      assert.deepEqual([version, sha256], ['2026-11-24.oggi.2027', HASHES[code]]);
    });

  it('say that they are a trial, the law, the consequences and the validity, in easy words', () => {
    for (const code of DECLARABLE_CODES) {
      const { text } = declarationText(code, { from: '2027-04-01', until: '2028-03-31' });
      for (const words of [
        'Testo di prova',
        'articolo 46',
        'articolo 75',
        'articolo 76',
        'dal 1° aprile 2027 al 31 marzo 2028',
        `Esenzione ${code}`,
      ])
        assert.ok(text.includes(words), `${code}: ${words}`);
      assert.ok(gulpease(text.replaceAll('\n', ' ')) >= GULPEASE_FLOOR, code);
    }
  });
});

describe('the calendar of exemptions', () => {
  it('counts days in Rome, over both changes of the clock', () => {
    assert.equal(toFhirInstant(startOfDay('2027-03-28')), '2027-03-28T00:00:00+01:00');
    assert.equal(toFhirInstant(lastSecondOf('2027-03-28')), '2027-03-28T23:59:59+02:00');
    assert.equal(toFhirInstant(lastSecondOf('2026-10-25')), '2026-10-25T23:59:59+01:00');
    assert.equal(dayBefore('2028-03-01'), '2028-02-29');
    assert.equal(startOfExemptionYear('2027-03-31'), '2026-04-01');
    assert.equal(startOfExemptionYear('2027-04-01'), '2027-04-01');
    assert.equal(inItalian('2027-04-01'), '1° aprile 2027');
    assert.equal(inItalian('2027-03-31'), '31 marzo 2027');
  });
});
