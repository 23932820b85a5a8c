/** What may be declared on which day, and what a declaration must fulfil. @source resource-servers 4 */
import assert from 'node:assert/strict';
import { ageAt, toCivilDate } from '../../src/resource-servers/kit/rome.ts';
import {
  DECLARABLE_CODES,
  type DeclarableCode,
} from '../../src/resource-servers/exemption/codes.ts';
import type { DeclarationText } from '../../src/resource-servers/exemption/declaration-texts.ts';
import type { Exemption } from '../../src/resource-servers/exemption/exemption.ts';
import {
  type DeclarationCase,
  judgeDeclaration,
  offeredTexts,
  type SentDeclaration,
  textsOn,
} from '../../src/resource-servers/exemption/rules.ts';

/** The periods of a code on a day, as `from..until`. */
function periods(code: DeclarableCode, today: string): string[] {
  return textsOn(code, today).map(({ from, until }) => `${from}..${until}`);
}

function caseOn(today: string, change: Partial<DeclarationCase> = {}): DeclarationCase {
  return { today, age: 46, signs: 'for oneself', exemptions: [], ...change };
}

/** What answers every question of a text with yes. */
function yesTo(text: DeclarationText): SentDeclaration {
  return {
    code: text.code,
    textVersion: text.version,
    textSha256: text.sha256,
    facts: Object.fromEntries(text.conditions.map(({ name }) => [name, true])),
    accepted: true,
  };
}

function firstText(code: DeclarableCode, today: string): DeclarationText {
  const [text] = textsOn(code, today);
  assert.ok(text);
  return text;
}

function held(
  code: string,
  from: string,
  until: string,
  change: Partial<Exemption> = {},
): Exemption {
  return {
    id: code,
    code,
    from,
    until,
    isVoid: false,
    isWithdrawn: false,
    isProtected: false,
    version: 1,
    updatedAt: 0,
    ...change,
  };
}

describe('what may be declared', () => {
  const AUTUMN = ['2026-11-24..2027-03-31'];
  const table: readonly [DeclarableCode, string, string[]][] = [
    ['E02', '2026-11-24', AUTUMN],
    ['E12', '2026-11-24', AUTUMN],
    ['E13', '2026-12-31', ['2026-12-31..2027-03-31']],
    ['E02', '2027-01-01', ['2027-01-01..2027-03-31', '2027-04-01..2028-03-31']],
    ['E12', '2027-03-31', ['2027-03-31..2027-03-31', '2027-04-01..2028-03-31']],
    ['E12', '2027-04-01', ['2027-04-01..2028-03-31']],
    ['E13', '2028-02-29', ['2028-02-29..2028-03-31', '2028-04-01..2029-03-31']],
    ['E30', '2027-01-01', ['2027-01-01..2027-03-31', '2027-04-01..2028-03-31']],
    ['E30', '2027-06-30', ['2027-06-30..2028-03-31']],
    ['E30', '2027-07-01', []],
    ['E40', '2027-12-31', []],
    ['E40', '2028-01-01', ['2028-01-01..2028-03-31', '2028-04-01..2029-03-31']],
  ];
  for (const [code, today, expected] of table)
    it(`is ${code} on ${today}: ${expected.join(' and ') || 'nothing'}`, () => {
      assert.deepEqual(periods(code, today), expected);
    });

  it('turns at midnight in Rome, in winter and summer', () => {
    const on = (instant: string): string[] => periods('E30', toCivilDate(Date.parse(instant)));
    assert.equal(on('2027-06-30T21:59:59Z').length, 1);
    assert.equal(on('2027-06-30T22:00:00Z').length, 0);
    assert.equal(on('2026-12-31T22:59:59Z').length, 0);
    assert.equal(on('2026-12-31T23:00:00Z').length, 2);
  });

  it('leaves out what holds already, but not the year after', () => {
    const exemptions = [held('E02', '2026-05-01', '2027-03-31')];
    const offered = offeredTexts(caseOn('2027-02-01', { exemptions }));
    assert.deepEqual(
      offered.filter(({ code }) => code === 'E02').map(({ from }) => from),
      ['2027-04-01'],
    );
    assert.equal(offered.filter(({ code }) => code === 'E12').length, 2);
  });
});

describe('a declaration', () => {
  const TODAY = '2027-05-10';
  const refused = (
    code: string,
    sent: Partial<SentDeclaration>,
    situation: Partial<DeclarationCase> = {},
  ): void => {
    const text = firstText('E02', TODAY);
    assert.throws(() => judgeDeclaration({ ...yesTo(text), ...sent }, caseOn(TODAY, situation)), {
      code,
    });
  };

  it('of each code is taken with a yes to everything', () => {
    for (const code of DECLARABLE_CODES) {
      const text = firstText(code, TODAY);
      assert.deepEqual(judgeDeclaration(yesTo(text), caseOn(TODAY)), text);
    }
  });

  for (const code of ['E01', 'E03', 'E04', 'E05', 'E11', 'E14', 'E15', '020', 'X', '__proto__'])
    it(`of ${code} is refused`, () => {
      refused('not-declarable', { code });
    });

  it('of E30 is refused from 1 July on, before anything else', () => {
    const sent = yesTo(firstText('E30', '2027-06-30'));
    assert.throws(() => judgeDeclaration(sent, caseOn('2027-07-01', { age: 9 })), {
      code: 'not-declarable',
    });
  });

  it('of another text, another version or another period is refused', () => {
    refused('text-changed', { textVersion: '2020-01-01.oggi.2028' });
    refused('text-changed', { textSha256: 'a'.repeat(64) });
    const other = firstText('E12', TODAY);
    refused('text-changed', { textVersion: other.version, textSha256: other.sha256 });
    const lastYear = firstText('E02', '2027-03-31');
    assert.throws(() => judgeDeclaration(yesTo(lastYear), caseOn('2027-04-01')), {
      code: 'text-changed',
    });
  });

  it('read on 31 March for the next year is the same text on 1 April', () => {
    const [, next] = textsOn('E02', '2027-03-31');
    assert.ok(next);
    assert.equal(judgeDeclaration(yesTo(next), caseOn('2027-04-01')).sha256, next.sha256);
  });

  it('needs an answer to each question, and a yes', () => {
    const [one = '', other = ''] = firstText('E02', TODAY).conditions.map(({ name }) => name);
    refused('facts-missing', { facts: {} });
    refused('facts-missing', { facts: { [one]: true } });
    refused('not-declarable', { facts: { [one]: true, [other]: false } });
    refused('VALIDATION_ERROR', { facts: { [one]: true, [other]: true, more: true } });
    refused('facts-missing', { accepted: false });
  });

  it('is refused where the same holds in its period, whoever gave it', () => {
    const active = 'already-active';
    refused(active, {}, { exemptions: [held('E02', '2027-04-01', '2028-03-31')] });
    refused(active, {}, { exemptions: [held('E02', '2028-03-31', '2029-03-31')] });
    const { until, ...endless } = held('E02', '2027-04-01', '');
    assert.equal(until, '');
    refused(active, {}, { exemptions: [endless] });
    for (const free of [
      held('E12', '2027-04-01', '2028-03-31'),
      held('E02', '2026-04-01', '2027-03-31'),
      held('E02', '2027-04-01', '2027-05-09', { isWithdrawn: true }),
      held('E02', '2027-04-01', '2027-04-01', { isVoid: true, declaredUntil: '2028-03-31' }),
    ])
      judgeDeclaration(yesTo(firstText('E02', TODAY)), caseOn(TODAY, { exemptions: [free] }));
  });

  it('of E30 is not repeated in the year it was withdrawn for', () => {
    const withdrawn = held('E30', '2027-04-02', '2027-04-02', {
      isVoid: true,
      declaredUntil: '2028-03-31',
    });
    const situation = caseOn(TODAY, { exemptions: [withdrawn] });
    const sent = yesTo(firstText('E30', TODAY));
    assert.throws(() => judgeDeclaration(sent, situation), { code: 'not-declarable' });
    assert.ok(offeredTexts(situation).every(({ code }) => code !== 'E30'));
    const nextYear = caseOn('2028-05-10', { exemptions: [withdrawn] });
    judgeDeclaration(yesTo(firstText('E30', '2028-05-10')), nextYear);
  });

  it('is not signed by a minor for oneself; a parent or guardian signs', () => {
    const at = (instant: string): number => ageAt('2009-02-28', Date.parse(instant));
    refused('age', {}, { age: at('2027-02-27T22:59:59Z') });
    const text = firstText('E02', TODAY);
    judgeDeclaration(yesTo(text), caseOn(TODAY, { age: at('2027-02-27T23:00:00Z') }));
    judgeDeclaration(yesTo(text), caseOn(TODAY, { age: 9, signs: 'by law for another' }));
    assert.deepEqual(offeredTexts(caseOn(TODAY, { age: 17 })), []);
  });

  it('of a lost job needs working age, whoever signs', () => {
    const text = firstText('E13', TODAY);
    const child = caseOn(TODAY, { age: 15, signs: 'by law for another' });
    assert.throws(() => judgeDeclaration(yesTo(text), child), { code: 'age' });
    judgeDeclaration(yesTo(text), { ...child, age: 16 });
    assert.deepEqual(
      offeredTexts(child).map(({ code }) => code),
      ['E02', 'E12', 'E30', 'E40'],
    );
  });
});
