import assert from 'node:assert/strict';
import { type Booking, readBookings, readOffers } from '../../src/portal/booking/booking.ts';
import { bookingSheet } from '../../src/portal/booking/booking-view.ts';
import { cancelSheet } from '../../src/portal/booking/cancel-view.ts';
import { bookSheet } from '../../src/portal/booking/confirm-view.ts';
import { listSheet } from '../../src/portal/booking/list-view.ts';
import { readChosen, readPlaceQuery, writeChosen } from '../../src/portal/booking/paths.ts';
import { readPrescription } from '../../src/portal/booking/prescription.ts';
import { prescriptionsSheet } from '../../src/portal/booking/prescriptions-view.ts';
import { searchSheet } from '../../src/portal/booking/search-view.ts';
import { portalEn } from '../../src/portal/texts.en.ts';
import { portalIt } from '../../src/portal/texts.it.ts';
import { createCatalog } from '../../src/web/catalog.ts';
import { wordsOf } from '../support/sheet-words.ts';

const { it: italian, en: english } = createCatalog(portalIt, portalEn).translators;
const LUCA = {
  id: 'd1',
  basis: 'parental',
  givenName: 'Luca',
  familyName: 'Ferri',
  services: ['booking'],
  actions: ['book'],
  datatypes: [],
} as const;
const acting = { ...LUCA, services: [...LUCA.services], actions: [...LUCA.actions], datatypes: [] };
const concept = {
  coding: [{ system: 'urn:s', code: '1', display: 'VISITA' }],
  text: 'Prima visita cardiologica',
};
const location = {
  resourceType: 'Location',
  id: 'l1',
  name: 'Poliambulatorio',
  telecom: [{ system: 'phone', value: '+39 02 0000' }],
  address: { line: ['Via 1'], city: 'Milano' },
};
const included = (resource: object): object => ({ resource, search: { mode: 'include' } });
const DECEMBER = Date.parse('2026-12-01T09:30:00+01:00');
const CANCEL_BY = Date.parse('2026-11-27T23:59:59+01:00');

function appointment(more: object = {}): object {
  return {
    resourceType: 'Appointment',
    id: 'a1',
    meta: { versionId: '3' },
    identifier: [{ system: 'http://localhost:3002/booking-code', value: 'MI-1' }],
    status: 'booked',
    start: '2026-12-01T09:30:00+01:00',
    serviceType: [concept],
    participant: [{ actor: { reference: 'Location/l1' } }],
    extension: [{ url: 'urn:gass:cancel-by', valueDateTime: '2026-11-27T23:59:59+01:00' }],
    ...more,
  };
}

function bookingsOf(...resources: object[]): readonly Booking[] {
  const entry = [...resources.map((resource) => ({ resource })), included(location)];
  return readBookings({ resourceType: 'Bundle', total: resources.length, entry }).bookings;
}

function only<T>([one]: readonly T[]): T {
  assert.ok(one !== undefined);
  return one;
}

describe('a booking at the portal', () => {
  const booking = only(bookingsOf(appointment()));

  it('is offered to be moved and cancelled until its last second', () => {
    const at = (now: number): string => wordsOf(bookingSheet(italian, acting, booking, { now }));
    assert.match(at(CANCEL_BY), /Sposta.*Disdici/s);
    assert.match(at(CANCEL_BY), /senza pagare fino a venerdì 27 novembre 2026/);
    const late = at(CANCEL_BY + 1000);
    assert.doesNotMatch(late, /Disdici/);
    assert.match(late, /fino a venerdì 27 novembre 2026\. Chiami subito il numero \+39 02 0000/);
  });

  it('says what was done only while it is true', () => {
    const gone = only(bookingsOf(appointment({ status: 'cancelled' })));
    const state = { done: 'prenotata', now: CANCEL_BY } as const;
    assert.match(
      wordsOf(bookingSheet(italian, acting, booking, state)),
      /Prenotazione fatta per Luca Ferri: martedì 1 dicembre 2026, ore 09:30, Poliambulatorio\. Il codice è MI-1/,
    );
    assert.doesNotMatch(wordsOf(bookingSheet(italian, acting, gone, state)), /fatta per/);
  });

  it('stands with the coming ones, the past ones or the cancelled ones', () => {
    const bookings = bookingsOf(
      appointment({ id: 'late', start: '2026-12-09T09:30:00+01:00' }),
      appointment({ id: 'gone', status: 'cancelled' }),
      appointment({ id: 'soon' }),
      appointment({ id: 'past', status: 'fulfilled', start: '2026-10-01T09:30:00+02:00' }),
    );
    const { blocks } = listSheet(italian, acting, { bookings, next: undefined }, CANCEL_BY);
    const groups = blocks.flatMap((block) =>
      block.kind === 'items' ? [block.items.map(({ href }) => href?.split('/').at(-1))] : [],
    );
    assert.deepEqual(groups, [['soon', 'late'], ['past'], ['gone']]);
  });

  it('marks Italian words on an English page', () => {
    const sheet = bookingSheet(english, acting, booking, { now: CANCEL_BY });
    assert.match(String(sheet.heading), /^<span lang="it">Prima visita/);
  });

  it('is cancelled in the version that was seen', () => {
    const form = only(
      cancelSheet(italian, acting, booking).blocks.filter((b) => b.kind === 'form'),
    );
    assert.deepEqual(form.hidden, { versione: '3' });
  });
});

describe('a prescription at the portal', () => {
  const request = (status: string): object => ({
    resourceType: 'ServiceRequest',
    id: status,
    requisition: { value: '0300A4000000311' },
    status,
    category: [{ coding: [{ system: 'urn:gass:classe-priorita', code: 'D' }] }],
    code: concept,
    subject: { reference: 'Patient/p1' },
    occurrencePeriod: { start: '2026-11-24', end: '2026-11-30' },
  });

  it('says in words how long it can wait, and is offered only when it can be booked', () => {
    const all = ['active', 'on-hold', 'revoked', 'completed'].map(request).map(readPrescription);
    const sheet = prescriptionsSheet(italian, acting, all);
    const items = sheet.blocks.flatMap((block) => (block.kind === 'items' ? block.items : []));
    assert.deepEqual(
      items.map(({ badge, links }) => [badge, links?.length]),
      [
        [undefined, 1],
        ['Già prenotata', 0],
        ['Scaduta', 0],
      ],
    );
    assert.match(
      wordsOf(sheet),
      /Può aspettare: 30 giorni per le visite.*previsto entro lunedì 30 novembre 2026/s,
    );
  });

  it('is told when a place is later than it provides for', () => {
    const slot = (id: string, start: string): object => ({
      resource: { resourceType: 'Slot', id, start, schedule: { reference: 'Schedule/s' } },
    });
    const found = readOffers({
      resourceType: 'Bundle',
      total: 2,
      link: [{ relation: 'next', url: 'http://x/Slot?a=1&_cursor=abc' }],
      entry: [
        slot('in', '2026-11-30T23:30:00+01:00'),
        slot('beyond', '2026-12-01T00:30:00+01:00'),
        included({
          resourceType: 'Schedule',
          id: 's',
          actor: [{ reference: 'Location/l1' }],
        }),
        included(location),
      ],
    });
    const prescription = readPrescription(request('active'));
    const aim = { kind: 'book', id: prescription.id } as const;
    const sheet = searchSheet(italian, acting, {
      aim,
      service: prescription.service,
      guaranteedUntil: prescription.guaranteedUntil,
      query: { city: 'Milano' },
      cities: ['Milano'],
      found,
    });
    const words = wordsOf(sheet);
    assert.equal(words.split('Dopo l').length, 2, 'said of one of the two places');
    assert.match(words, /citta=Milano&cursor=abc/);
    const [first, second] = found.offers.map((offer) =>
      wordsOf(bookSheet(italian, acting, { prescription, offer, query: {}, key: 'k' })),
    );
    assert.doesNotMatch(first ?? '', /Questa data è dopo/);
    assert.match(second ?? '', /Questa data è dopo lunedì 30 novembre 2026/);
  });
});

describe('an address of a search for places', () => {
  it('keeps only what it understands', () => {
    const query = new URLSearchParams('citta=Milano&dal=2026-02-31&cursor=');
    assert.deepEqual(readPlaceQuery(query), { city: 'Milano', from: undefined, cursor: undefined });
    const chosen = { id: 'slot-1', start: DECEMBER };
    assert.deepEqual(readChosen(writeChosen(chosen)), chosen);
    for (const bad of ['', 'a', '_1', 'a_b', '../x_1', null])
      assert.equal(readChosen(bad), undefined);
  });
});
