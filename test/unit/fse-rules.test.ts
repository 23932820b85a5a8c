/** Who sees what: every hiding code for every reader, chains and prescriptions. @source resource-servers 1.6 */
import assert from 'node:assert/strict';
import {
  type Item,
  itemsOf,
  type Reader,
  shownMarks,
  shownPrescriptions,
  visible,
} from '../../src/resource-servers/fse/rules.ts';
import type { StoredDocument, StoredMarks } from '../../src/resource-servers/fse/stored.ts';
import type { Mark } from '../../src/resource-servers/fse/vocabulary.ts';
import { storedDocument, uuidOf } from '../support/stored-documents.ts';

const READERS = {
  patient: { kind: 'patient' },
  'delegate for all': { kind: 'delegate', datatypes: ['*'] },
  'delegate for reports': { kind: 'delegate', datatypes: ['REF'] },
  'delegate for vaccinations': { kind: 'delegate', datatypes: ['VAC'] },
  'delegate for nothing': { kind: 'delegate', datatypes: [] },
  'its producer': { kind: 'producer', organization: '030999' },
  'another producer': { kind: 'producer', organization: '030998' },
} as const satisfies Record<string, Reader>;

const of = (document: StoredDocument, codes: readonly Mark[] = []): StoredMarks => ({
  id: document.chain,
  fiscalCode: document.fiscalCode,
  producer: document.producer,
  codes,
});
const CODE = 'RSSMRA80A01F205X';

describe('visible', () => {
  // A report that carries the marks of the row; columns in the order of READERS; v sees, - does not.
  const TABLE: readonly [carries: readonly (Mark | 'V')[], sees: string][] = [
    [[], 'vvv--v-'],
    [['P99'], 'v----v-'],
    [['P97'], 'v----v-'],
    [['P98'], '-----v-'],
    [['V'], 'v----v-'],
    [['P97', 'P99'], 'v----v-'],
    [['P98', 'P99'], '-----v-'],
    [['P98', 'V'], '-----v-'],
    [['P99', 'V'], 'v----v-'],
    [['P97', 'P98', 'P99', 'V'], '-----v-'],
  ];
  for (const [carries, sees] of TABLE)
    for (const [index, [name, reader]] of Object.entries(READERS).entries())
      it(`${sees[index] === 'v' ? 'shows' : 'hides'} a report with ${carries.join(' ') || 'nothing'} ${sees[index] === 'v' ? 'to' : 'from'} ${name}`, () => {
        const document = storedDocument('one', CODE, { label: carries.includes('V') ? 'V' : 'N' });
        const marks = carries.filter((code) => code !== 'V');
        const [item] = itemsOf([document], [of(document, marks)]);
        assert.ok(item);
        assert.equal(visible(item, reader), sees[index] === 'v');
      });
});

describe('a mark', () => {
  const first = storedDocument('first', CODE);
  const second = storedDocument('second', CODE, { chain: first.id, replaces: first.id });
  const items = (documents: StoredDocument[], marks: StoredMarks[]): Item[] =>
    itemsOf(documents, marks);
  const codesOf = (list: Item[]): string[] => list.map(({ marks }) => [...marks].sort().join());

  it('covers the whole replacement chain', () => {
    assert.deepEqual(codesOf(items([first, second], [of(first, ['P99'])])), ['P99', 'P99']);
  });

  it('covers every document of a prescription, and their chains', () => {
    const related = ['0300A4000000001'];
    const prescription = storedDocument('prescription', CODE, { type: '57832-8', related });
    const report = storedDocument('report', CODE, { related });
    const newer = storedDocument('newer', CODE, { chain: report.id, replaces: report.id });
    const other = storedDocument('other', CODE, { related: ['0300A4000000002'] });
    const all = [prescription, report, newer, other];
    assert.deepEqual(codesOf(items(all, [of(prescription, ['P98'])])), ['P98', 'P98', 'P98', '']);
    assert.deepEqual(codesOf(items(all, [of(report, ['P99'])])), ['', 'P99', 'P99', '']);
  });

  it('is shown to the patient but for P98, to the producer when its own, never to a delegate', () => {
    const [item] = items([first], [of(first, ['P97', 'P98', 'P99'])]);
    assert.ok(item);
    assert.deepEqual(shownMarks(item, READERS.patient), ['P97', 'P99']);
    assert.deepEqual(shownMarks(item, READERS['its producer']), ['P97', 'P98', 'P99']);
    assert.deepEqual(shownMarks(item, READERS['delegate for all']), []);
  });

  it('of another producer’s prescription is not shown to the producer of the report', () => {
    const related = ['0300A4000000001'];
    const prescription = storedDocument('prescription', CODE, {
      type: '57832-8',
      related,
      producer: '030998',
    });
    const report = storedDocument('report', CODE, { related });
    const [, item] = items([prescription, report], [of(prescription, ['P99'])]);
    assert.ok(item);
    assert.deepEqual(shownMarks(item, READERS['its producer']), []);
  });
});

describe('protection', () => {
  it('covers chain and prescription as a mark does', () => {
    const related = ['0300A4000000001'];
    const prescription = storedDocument('prescription', CODE, {
      type: '57832-8',
      related,
      label: 'V',
    });
    const report = storedDocument('report', CODE, { related });
    const newer = storedDocument('newer', CODE, { chain: report.id, replaces: report.id });
    assert.deepEqual(
      itemsOf([prescription, report, newer], []).map(({ isProtected }) => isProtected),
      [true, true, true],
    );
  });
});

describe('a prescription’s number', () => {
  it('is not shown to who may not see prescriptions, whether one is stored or not', () => {
    const report = storedDocument('report', CODE, { related: ['0300A4000000001'] });
    const [item] = itemsOf([report], []);
    assert.ok(item);
    assert.deepEqual(shownPrescriptions(item, READERS['delegate for reports']), []);
    assert.deepEqual(shownPrescriptions(item, READERS['delegate for all']), ['0300A4000000001']);
    assert.deepEqual(shownPrescriptions(item, READERS.patient), ['0300A4000000001']);
  });
});

describe('a document', () => {
  it('is superseded when another replaces it: version and date of change follow, whatever the order', () => {
    const first = storedDocument('first', CODE, { storedAt: 1000 });
    const second = storedDocument('second', CODE, {
      chain: uuidOf('first'),
      replaces: uuidOf('first'),
      storedAt: 5000,
    });
    for (const documents of [
      [first, second],
      [second, first],
    ]) {
      const found = itemsOf(documents, []).find(({ document }) => document.id === first.id);
      assert.deepEqual([found?.status, found?.version, found?.updatedAt], ['superseded', 2, 5000]);
    }
  });
});
