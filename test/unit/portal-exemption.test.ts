import assert from 'node:assert/strict';
import {
  factErrors,
  factsIn,
  isAllYes,
  typedAtCheck,
  typedFacts,
} from '../../src/portal/exemption/answers.ts';
import { checkSheet, chooseSheet, fillSheet } from '../../src/portal/exemption/declare-view.ts';
import {
  readDeclaration,
  readExemptions,
  readTexts,
} from '../../src/portal/exemption/exemption.ts';
import { declarationSheet } from '../../src/portal/exemption/declaration-view.ts';
import { listSheet } from '../../src/portal/exemption/list-view.ts';
import { withdrawalErrors } from '../../src/portal/exemption/withdraw-view.ts';
import type { Acting } from '../../src/portal/session.ts';
import { portalEn } from '../../src/portal/texts.en.ts';
import { portalIt } from '../../src/portal/texts.it.ts';
import { createCatalog } from '../../src/web/catalog.ts';
import { wordsOf } from '../support/sheet-words.ts';

const { it: italian, en: english } = createCatalog(portalIt, portalEn).translators;
const GIULIA = { givenName: 'Giulia', familyName: 'Bianchi' };
const ME: Acting = { id: 'me', basis: 'self', ...GIULIA };
const NOW = Date.parse('2026-11-24T12:00:00+01:00');

function acting(basis: 'parental' | 'guardianship' | 'mandate', ...actions: string[]): Acting {
  const name = { givenName: 'Anna', familyName: 'Verdi' };
  return { id: 'd1', basis, services: ['exemption'], actions, datatypes: [], ...name };
}

const text = readTexts({
  items: [
    {
      code: 'E12',
      title: 'Esenzione E12',
      text_version: '2026-11-24.oggi.2027',
      text: 'Dichiaro che:\n1. ...',
      sha256: 'a'.repeat(64),
      valid_from: '2026-11-24',
      valid_until: '2027-03-31',
      fields: [
        { name: 'one', label: 'Uno?' },
        { name: 'two', label: 'Due?' },
      ],
    },
  ],
})[0];
assert.ok(text);

const declaration = {
  id: 'x1',
  code: 'E12',
  declared_at: '2026-11-24T12:00:00+01:00',
  declarant: { given_name: 'Giulia', family_name: 'Bianchi' },
  text_version: 'v',
  valid_from: '2026-11-24',
  valid_until: '2027-03-31',
  revocation: null,
};

describe('exemptions at the portal', () => {
  const exemptions = readExemptions({
    resourceType: 'Bundle',
    total: 2,
    entry: [
      ['E12', 'active', '2027-03-31T23:59:59+02:00'],
      ['E02', 'cancelled', '2026-03-31T23:59:59+02:00'],
    ].map(([value, status, end]) => ({
      resource: {
        resourceType: 'Coverage',
        id: value,
        identifier: [{ value }],
        status,
        type: { text: 'Parole' },
        period: { start: '2025-04-01T00:00:00+02:00', end },
      },
    })),
  });
  const listFor = (person: Acting): string =>
    wordsOf(listSheet(italian, person, { exemptions, declarations: undefined, now: NOW }));

  it('say until when they are valid, and which are over', () => {
    assert.match(listFor(ME), /E12: Parole\nVale fino a mercoledì 31 marzo 2027/);
    assert.match(listFor(ME), /Finite\n.*E02: Parole\nÈ finita martedì 31 marzo 2026/s);
  });

  it('let declare the person, and a parent or guardian who carries that power', () => {
    for (const person of [
      ME,
      acting('parental', 'read', 'declare'),
      acting('guardianship', 'declare'),
    ])
      assert.match(listFor(person), /Dichiara un'esenzione per reddito/);
    for (const person of [acting('mandate', 'read', 'declare'), acting('guardianship', 'read')])
      assert.doesNotMatch(listFor(person), /Dichiara un'esenzione/);
    assert.match(listFor(acting('mandate', 'read')), /Chi ha solo una delega non può firmare/);
  });
});

describe('a sworn statement at the portal', () => {
  const form = (fields: Record<string, string>): ReadonlyMap<string, string> =>
    new Map(Object.entries(fields));

  it('wants every answer, each a yes, and the box', () => {
    const errorsOf = (fields: Record<string, string>): unknown =>
      factErrors(text, typedFacts(text, form(fields)));
    assert.deepEqual(errorsOf({}), {
      f_one: 'declaration.error.fact',
      f_two: 'declaration.error.fact',
      vero: 'declaration.error.agree',
    });
    assert.deepEqual(errorsOf({ f_one: 'si', f_two: 'no', vero: '1' }), {
      f_two: 'declaration.error.denied',
    });
    const good = { f_one: 'si', f_two: 'si', vero: '1' };
    assert.deepEqual(errorsOf(good), {});
    const sent = typedAtCheck(form({ ...good, token: 'x', other: 'y' }));
    assert.deepEqual(factsIn(sent), { one: true, two: true });
    assert.deepEqual([isAllYes(sent), isAllYes({ ...sent, f_two: 'no' })], [true, false]);
  });

  it('shows the whole text with its version and the warning, and says when it is new', () => {
    const words = wordsOf(fillSheet(english, ME, text, { isNew: true }));
    assert.match(words, /The text has changed/);
    assert.match(words, /binds by law/);
    assert.match(words, /Dichiaro che:/);
    assert.match(words, /2026-11-24\.oggi\.2027/);
  });

  it('is checked with who signs and for whom, and carries on what was typed', () => {
    const typed = { f_one: 'si', f_two: 'si', vero: '1', chiave: 'k' };
    const sheet = checkSheet(italian, acting('parental', 'declare'), text, {
      typed,
      signer: GIULIA,
    });
    assert.match(wordsOf(sheet), /Chi firma\nGiulia Bianchi\nPer chi\nAnna Verdi/);
    const fields = sheet.blocks.flatMap((block) => (block.kind === 'form' ? [block.hidden] : []));
    assert.deepEqual(fields, [typed]);
  });

  it('says when the wanted one cannot be signed today', () => {
    const sheet = chooseSheet(italian, ME, [], true);
    assert.deepEqual([sheet.status, sheet.errors?.length], [409, 1]);
  });

  it('is withdrawn with a reason and a day, until it is over', () => {
    assert.deepEqual(withdrawalErrors({ motivo: '', dal: '2026-02-30x' }), {
      motivo: 'declaration.error.reason',
      dal: 'declaration.error.from',
    });
    assert.deepEqual(withdrawalErrors({ motivo: 'a', dal: '2026-11-24' }), {});
    assert.deepEqual(withdrawalErrors({ motivo: 'a', dal: '2026-02-31' }), {
      dal: 'declaration.error.from',
    });
    const one = readDeclaration(declaration);
    const wordsOn = (today: string): string =>
      wordsOf(declarationSheet(italian, ME, one, { today }));
    assert.match(wordsOn('2027-03-31'), /Ritira la dichiarazione/);
    assert.doesNotMatch(wordsOn('2027-04-01'), /Ritira la dichiarazione/);
  });
});
