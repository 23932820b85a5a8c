import assert from 'node:assert/strict';
import { readConsent } from '../../src/portal/registry/consent.ts';
import { consentsSheet, decideSheet } from '../../src/portal/registry/consent-view.ts';
import { chooseSheet } from '../../src/portal/registry/doctor-check-view.ts';
import { WHY_NOT, readChoices, readDoctor, searchWord } from '../../src/portal/registry/doctor.ts';
import { doctorSheet, findSheet } from '../../src/portal/registry/doctor-view.ts';
import { readNote, writeNote } from '../../src/portal/registry/note.ts';
import { noteErrors, typedNote } from '../../src/portal/registry/note-form.ts';
import { noteSheet } from '../../src/portal/registry/note-view.ts';
import { readPerson } from '../../src/portal/registry/person.ts';
import { personalSheet } from '../../src/portal/registry/personal-view.ts';
import type { Refusal } from '../../src/portal/service-answer.ts';
import type { Acting } from '../../src/portal/session.ts';
import { portalEn } from '../../src/portal/texts.en.ts';
import { portalIt } from '../../src/portal/texts.it.ts';
import { createCatalog } from '../../src/web/catalog.ts';
import { wordsOf } from '../support/sheet-words.ts';

const { it: italian } = createCatalog(portalIt, portalEn).translators;
const ME: Acting = { id: 'me', basis: 'self', givenName: 'Giulia', familyName: 'Bianchi' };
const WARD: Acting = {
  id: 'd1',
  basis: 'guardianship',
  services: ['registry'],
  actions: ['read'],
  datatypes: [],
  givenName: 'Pietro',
  familyName: 'Bianchi',
};

function doctor(why?: string): ReturnType<typeof readDoctor> {
  const reason = { choosable: why === undefined, why_not: why ?? null };
  return readDoctor({ id: 'x', name: 'Dr. Luca Ferrario', kind: 'mmg', city: 'Milano', ...reason });
}

const current = { doctor_id: 'c', doctor: 'Dr. Conti', kind: 'mmg', since: '2020-01-01T00:00:00Z' };

describe('the doctor at the portal', () => {
  it('says of each who cannot be chosen why not, and offers the others', () => {
    for (const why of [...WHY_NOT, 'new-reason', undefined]) {
      const found = { total: 1, items: [doctor(why)], next: undefined };
      const words = wordsOf(findSheet(italian, ME, { query: {}, found }));
      assert.equal(words.includes('Scegli questo medico'), why === undefined, why);
      assert.equal(
        /Posti liberi|scegliere|medico di ora|scelta|Segue|posti\.|domani/.test(words),
        why !== undefined,
        why,
      );
    }
  });

  it('offers no change to who may not make it, nor twice a day', () => {
    const choices = (more: object): ReturnType<typeof readChoices> =>
      readChoices({ items: [current], current, ...more });
    assert.match(wordsOf(doctorSheet(italian, ME, choices({}))), /Cerca un altro medico/);
    const today = wordsOf(doctorSheet(italian, ME, choices({ changed_today: true })));
    assert.match(today, /Ha già cambiato medico oggi/);
    const ward = wordsOf(doctorSheet(italian, WARD, choices({})));
    for (const words of [today, ward]) assert.doesNotMatch(words, /Cerca un altro medico/);
    assert.match(ward, /Si può fare allo sportello/);
  });

  it('is told in place when somebody else took the last place', () => {
    const refusal: Refusal = {
      kind: 'refused',
      status: 409,
      code: 'doctor-full',
      sentence: '',
      field: undefined,
    };
    const state = { current: readChoices({ items: [], current }).current, key: 'k' };
    const good = chooseSheet(italian, ME, doctor(), state);
    assert.match(wordsOf(good), /lascia Dr\. Conti da subito/);
    const full = chooseSheet(italian, ME, doctor(), { ...state, refusal });
    assert.match(wordsOf(full), /Questo medico non ha più posti\. Ne scelga un altro\./);
    assert.ok(full.blocks.every(({ kind }) => kind !== 'form'));
  });

  it('is found again by the last word of the name', () => {
    assert.equal(searchWord(' Dr.ssa Anna De Rossi '), 'Rossi');
  });
});

describe('a consent at the portal', () => {
  const consent = (more: object): ReturnType<typeof readConsent> =>
    readConsent({
      id: 'c1',
      meta: { versionId: '2' },
      status: 'active',
      text: { div: '<div xmlns="x"><p>Chi mi cura &amp; altri.</p></div>' },
      extension: [{ url: 'urn:gass:current-text', valueUri: 'urn:gass:consent-text:cura:1' }],
      category: [{ coding: [{ system: 'urn:gass:fse-purpose', code: 'cura', display: 'Cura' }] }],
      dateTime: '2026-01-28T09:00:00+01:00',
      provision: { type: 'permit' },
      ...more,
    });

  it('is told in plain words with what was decided', () => {
    const say = (more: object): string =>
      wordsOf(consentsSheet(italian, ME, [consent(more)], undefined));
    assert.match(say({}), /per curare Giulia Bianchi\.\nConsenso dato mercoledì 28 gennaio 2026/);
    assert.match(say({ provision: { type: 'deny' } }), /Consenso negato/);
    assert.match(say({ status: 'inactive' }), /Da confermare/);
    assert.match(say({ status: 'proposed', provision: {} }), /Non ha ancora deciso/);
    const ward = wordsOf(consentsSheet(italian, WARD, [consent({})], undefined));
    assert.doesNotMatch(ward, /Cambia/);
  });

  it('is decided on the text that is shown, in its version, with nothing chosen beforehand', () => {
    const { blocks } = decideSheet(italian, ME, consent({}));
    const form = blocks.find((block) => block.kind === 'form');
    assert.ok(form);
    assert.deepEqual(form.hidden, { versione: '2', testo: 'urn:gass:consent-text:cura:1' });
    assert.deepEqual(
      form.fields.map((field) => field.type === 'radios' && field.value),
      [undefined],
    );
    assert.ok(blocks.some((one) => one.kind === 'quote' && one.text === 'Chi mi cura & altri.'));
  });
});

describe('a note at the portal', () => {
  it('reads as it was written', () => {
    const words = { title: 'Febbre', text: 'à €\n😀', isPrivate: true };
    const { date, ...read } = readNote({
      ...writeNote(words),
      id: 'n1',
      meta: { versionId: '1' },
      date: '2026-11-24T10:00:00+01:00',
    });
    assert.deepEqual(read, { ...words, id: 'n1', version: '1', author: undefined });
    assert.equal(date, Date.parse('2026-11-24T10:00:00+01:00'));
  });

  it('wants title and text, neither too long', () => {
    const errorsOf = (titolo: string, testo: string): unknown =>
      noteErrors(typedNote(new Map(Object.entries({ titolo, testo }))));
    assert.deepEqual(errorsOf(' ', '\r\n'), {
      titolo: 'note.error.subject',
      testo: 'note.error.text',
    });
    assert.deepEqual(errorsOf('a'.repeat(201), 'b'.repeat(2501)), {
      titolo: 'note.error.subject_long',
      testo: 'note.error.text_long',
    });
    assert.deepEqual(errorsOf('a', 'b'), {});
  });

  it('is made private by the person alone', () => {
    const words = { title: '', text: '', isPrivate: false };
    assert.match(wordsOf(noteSheet(italian, ME, { words })), /Solo io/);
    assert.doesNotMatch(wordsOf(noteSheet(italian, WARD, { words })), /Solo io/);
  });
});

describe('personal data at the portal', () => {
  it('show four digits of the card, and say what to do when there are none', () => {
    const person = readPerson({
      resourceType: 'Bundle',
      total: 1,
      entry: [
        {
          resource: {
            resourceType: 'Patient',
            id: 'p',
            name: [{ family: 'Bianchi', given: ['Giulia'] }],
            identifier: [{ system: 'https://x/sid/tesseraTeam', value: '80380000300000012345' }],
          },
        },
      ],
    });
    const words = wordsOf(personalSheet(italian, ME, person));
    assert.match(words, /finisce con 2345/);
    assert.doesNotMatch(words, /8038/);
    assert.match(wordsOf(personalSheet(italian, ME, undefined)), /Vada allo sportello/);
  });
});
