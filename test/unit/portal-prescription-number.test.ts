import assert from 'node:assert/strict';
import { readNumber, readPrescription } from '../../src/portal/booking/prescription.ts';
import {
  prescriptionsSheet,
  sameNumberSheet,
} from '../../src/portal/booking/prescriptions-view.ts';
import { portalEn } from '../../src/portal/texts.en.ts';
import { portalIt } from '../../src/portal/texts.it.ts';
import { createCatalog } from '../../src/web/catalog.ts';
import { wordsOf } from '../support/sheet-words.ts';

const { it: italian, en: english } = createCatalog(portalIt, portalEn).translators;
const acting = { id: 'me', basis: 'self', givenName: 'Giulia', familyName: 'Bianchi' } as const;

function serviceIn(status: string): object {
  return {
    resourceType: 'ServiceRequest',
    id: status,
    requisition: { value: '0300A4000000311' },
    status,
    code: { coding: [{ system: 'urn:s', code: '1' }], text: 'Prima visita cardiologica' },
    subject: { reference: 'Patient/p1' },
  };
}

describe('the number of a prescription', () => {
  const NUMBER = '0300A4000000311';

  it('is read however a hand writes it', () => {
    const ways = [
      NUMBER,
      ' 0300a 4000000311 ',
      '0300A-4000-0003.11',
      '*0300A* *4000000311*',
      '0300A\u00a04000\u20130003\u221211',
    ];
    assert.deepEqual(
      ways.map(readNumber),
      ways.map(() => NUMBER),
    );
  });

  it('is none when it is too short, too long, or has a letter out of place', () => {
    for (const bad of ['', NUMBER.slice(1), `${NUMBER}1`, `O${NUMBER.slice(1)}`, `${NUMBER}/`])
      assert.equal(readNumber(bad), undefined, bad);
  });

  it('is sent in a form that puts it in no address, and stays when it is wrong', () => {
    const typed = '0300 sbagliato';
    const sheet = prescriptionsSheet(english, acting, [], { typed });
    const form = sheet.blocks.find((block) => block.kind === 'form');
    assert.ok(form);
    const error = 'The prescription number is not valid. Check it and type it again.';
    assert.equal(form.method, 'post');
    const [field] = form.fields;
    assert.ok(field?.type === 'text');
    const { value, error: said, hasFocus } = field;
    assert.deepEqual({ value, said, hasFocus }, { value: typed, said: error, hasFocus: true });
    assert.deepEqual(sheet.errors, [{ text: error, field: 'nre' }]);
    assert.doesNotMatch(wordsOf(prescriptionsSheet(english, acting, [])), /not valid/);
  });

  it('shows all its services, and says when none can be booked any more', () => {
    const services = (...states: string[]) => states.map(serviceIn).map(readPrescription);
    const some = wordsOf(sameNumberSheet(italian, acting, services('completed', 'active')));
    assert.match(some, /Scelga che cosa prenotare\..*Cerca un posto.*Già usata/s);
    assert.match(
      wordsOf(sameNumberSheet(italian, acting, services('on-hold', 'revoked'))),
      /non si può più prenotare\..*Già prenotata.*Scaduta/s,
    );
  });
});
