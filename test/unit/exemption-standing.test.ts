/** What follows from exemptions given, declared and withdrawn, and who sees it. @source resource-servers 1.6, 4 */
import assert from 'node:assert/strict';
import { exemptionsOf, standingOn } from '../../src/resource-servers/exemption/exemption.ts';
import { judgeRevocation, visible } from '../../src/resource-servers/exemption/rules.ts';
import type { GivenExemption, Statement } from '../../src/resource-servers/exemption/stored.ts';

describe('a withdrawal', () => {
  const E02 = { code: 'E02', from: '2026-11-24', until: '2027-03-31' } as const;
  const E30 = { ...E02, code: 'E30', from: '2026-05-01' } as const;
  const table: readonly [string, typeof E02 | typeof E30, string, string, string][] = [
    ['holds from the day given', E02, '2027-01-10', '2027-01-20', '2027-01-10'],
    ['may be of a day to come', E02, '2027-02-01', '2027-01-20', '2027-02-01'],
    ['on the last day', E02, '2027-03-31', '2027-03-31', '2027-03-31'],
    ['of E30 is for the whole year', E30, '2027-01-10', '2027-01-20', '2026-05-01'],
    ['before the first day', E02, '2026-11-23', '2026-11-24', 'not-revocable'],
    ['after the last day', E02, '2027-04-01', '2027-03-01', 'not-revocable'],
    ['of what is over', E02, '2027-03-31', '2027-04-01', 'not-revocable'],
  ];
  for (const [title, declared, from, today, expected] of table)
    it(`${title}: ${expected}`, () => {
      if (expected === 'not-revocable')
        assert.throws(() => judgeRevocation(declared, from, today), { code: expected });
      else assert.equal(judgeRevocation(declared, from, today), expected);
    });
});

describe('exemptions', () => {
  const given = (code: string, label: 'N' | 'V' = 'N'): GivenExemption => ({
    id: code,
    fiscalCode: 'X',
    key: code,
    code,
    label,
    from: '2026-04-01',
    until: '2027-03-31',
    givenAt: 1,
  });
  const statement = (id: string, at: number, act: Statement['act']): Statement => ({
    id,
    fiscalCode: 'X',
    number: at,
    position: `X#${at}`,
    previous: '',
    at,
    signer: { sub: 's', fiscalCode: 'X', givenName: 'A', familyName: 'B', role: 'ASS' },
    jti: 'j',
    acr: 'a',
    clientId: 'c',
    act,
  });
  const declared = (id: string, at: number): Statement =>
    statement(id, at, {
      kind: 'declaration',
      code: 'E02',
      textVersion: 'v',
      textSha256: 'h',
      facts: {},
      from: '2026-11-24',
      until: '2027-03-31',
      coverageId: `coverage of ${id}`,
      receiptSha256: 'r',
    });
  const withdrawn = (declarationId: string, at: number, effectiveFrom: string): Statement =>
    statement(`w${at}`, at, {
      kind: 'revocation',
      declarationId,
      reason: 'r',
      from: effectiveFrom,
      effectiveFrom,
    });

  it('are all seen by the person; protected codes and label V by nobody who acts', () => {
    const all = exemptionsOf(
      [given('E01'), given('020'), given('014'), given('048'), given('E12', 'V')],
      [declared('d', 5)],
    );
    const seenBy = (reader: 'person' | 'delegate'): string[] =>
      all.filter((one) => visible(one, reader)).map(({ code }) => code);
    assert.deepEqual(seenBy('person'), ['E01', '020', '014', '048', 'E12', 'E02']);
    assert.deepEqual(seenBy('delegate'), ['E01', '048', 'E02']);
  });

  it('follow from what was declared and withdrawn: version, change and end', () => {
    const standing = (statements: Statement[], today: string): unknown[] => {
      const [one] = exemptionsOf([], statements);
      assert.ok(one);
      return [standingOn(one, today), one.version, one.updatedAt, one.until];
    };
    const one = [declared('d', 5)];
    assert.deepEqual(standing(one, '2026-11-23'), ['to begin', 1, 5, '2027-03-31']);
    assert.deepEqual(standing(one, '2027-03-31'), ['in force', 1, 5, '2027-03-31']);
    assert.deepEqual(standing(one, '2027-04-01'), ['ended', 1, 5, '2027-03-31']);
    const later = [...one, withdrawn('d', 9, '2027-02-01')];
    assert.deepEqual(standing(later, '2027-01-31'), ['in force', 2, 9, '2027-01-31']);
    assert.deepEqual(standing(later, '2027-02-01'), ['withdrawn', 2, 9, '2027-01-31']);
    const never = [...one, withdrawn('d', 9, '2026-11-24')];
    assert.deepEqual(standing(never, '2026-11-24'), ['withdrawn', 2, 9, '2026-11-24']);
    const other = [...one, withdrawn('another', 9, '2026-11-24')];
    assert.deepEqual(standing(other, '2026-11-24'), ['in force', 1, 5, '2027-03-31']);
  });
});
