import assert from 'node:assert/strict';
import {
  HALF_ALPHABET,
  SMS_HOST_MAX,
  SMS_HOST_WARNING_MAX,
  SMS_SEPTETS,
  TEMPORARY_PASSWORD_S,
} from '../../config/limits.ts';
import { septetsOf, plainName } from '../../src/delivery/gsm7.ts';
import type {
  LetterKey,
  MailArgs,
  MailKey,
  SmsArgs,
  SmsKey,
} from '../../src/delivery/text-keys.ts';
import { letterText, mailText, smsText } from '../../src/delivery/texts.ts';
import { ITALIAN } from '../../src/delivery/texts.it.ts';
import { gulpease, isTooHard } from '../support/gulpease.ts';

const AT = Date.UTC(2026, 8, 30, 21, 59);
const NAME = 'Massimilianomaria Teresa';
const HOST = 'accesso.servizi-sanitari-on-line.provincia.exa';
const SHORT_HOST = 'accesso.gass.regio.exam';
const CODE = '00000000';

const WORST: SmsArgs = {
  code: { host: HOST, code: CODE },
  second_half: { half: 'wwwwwwww', days: TEMPORARY_PASSWORD_S / 86_400 },
  phone_check: { code: '000000' },
  password_changed: { at: AT },
  new_device: { at: AT },
  temporary_issued: { at: AT },
  phone_old: { at: AT },
  phone_new: {},
  card_replaced: { tail: '6789' },
  pin_issued: { at: AT },
  suspended: { at: AT },
  reactivated: { at: AT },
  mandate_offered: { name: NAME, date: '2026-09-30' },
  mandate_accepted: { name: NAME, date: '2026-09-30' },
  mandate_refused: { name: NAME },
  mandate_ended: { name: NAME, date: '2026-09-30' },
  mandate_ending: { name: NAME, date: '2026-09-30' },
  coming_of_age: { name: NAME, date: '2026-09-30' },
  report_ready: {},
  reports_ready: { n: 99 },
  report_ready_child: { name: NAME },
};
const KEYS = Object.keys(WORST) as SmsKey[]; // the record above has exactly these keys

const MAILS: MailArgs = {
  security_event: { event: 'La password è cambiata', at: AT, device: 'Firefox su Linux' },
  desk_action: {
    action: 'nuovo numero di cellulare',
    desk: 'Milano, via Roma 1',
    at: AT,
    reason: 'cellulare perso',
  },
  mandate: {
    name: 'Giulia',
    state: 'le propone',
    services: 'leggere i referti',
    until: '30 settembre 2026',
  },
  report_ready: {},
  operator_invitation: {
    name: 'Anna',
    desk: 'Milano, via Roma 1',
    url: 'https://sportello.example/invito',
    hours: 24,
  },
};

describe('texts of the SMS', () => {
  for (const key of KEYS) {
    it(`keep ${key} inside one GSM-7 segment in both languages at worst`, () => {
      for (const language of ['it', 'en'] as const) {
        const septets = septetsOf(smsText(key, language, WORST[key]));
        assert.ok(septets !== undefined, `${language}: a sign outside GSM-7`);
        assert.ok(septets <= SMS_SEPTETS, `${language}: ${septets} septets`);
      }
    });
  }

  it('are easy to read', () => {
    for (const [key, text] of Object.entries(ITALIAN.sms))
      assert.ok(!isTooHard(text), `Gulpease ${gulpease(text)}: ${key}`);
    assert.ok(isTooHard('Si prega di effettuare autenticazione presso lo sportello competente.'));
  });

  it('end a code with the origin-bound line and nothing after it', () => {
    const text = smsText('code', 'it', { host: 'localhost', code: '12345678' });
    assert.equal(
      text,
      'Codice usa e getta (valido 3 minuti) per accedere ai servizi socio sanitari on line codice = 12345678. Non lo dica a nessuno\n\n@localhost #12345678',
    );
  });

  it('warn up to a host of 23 characters, leave the warning out up to 46, refuse a longer one', () => {
    assert.equal(SHORT_HOST.length, SMS_HOST_WARNING_MAX);
    assert.equal(HOST.length, SMS_HOST_MAX);
    assert.match(smsText('code', 'it', { host: SHORT_HOST, code: CODE }), /a nessuno\n/);
    assert.equal(septetsOf(smsText('code', 'it', { host: SHORT_HOST, code: CODE })), 160);
    assert.doesNotMatch(smsText('code', 'it', { host: `${SHORT_HOST}p`, code: CODE }), /nessuno/);
    assert.equal(septetsOf(smsText('code', 'it', { host: HOST, code: CODE })), 160);
    assert.throws(() => smsText('code', 'it', { host: `${HOST}m`, code: CODE }), /one GSM-7/);
  });

  it('end the second half with the half itself', () => {
    for (const language of ['it', 'en'] as const) {
      const text = smsText('second_half', language, { half: 'acdefhjk', days: 21 });
      assert.equal(text.split(' ').at(-1), 'acdefhjk');
      assert.match(text, /^GASS: .* 21 /);
    }
  });

  it('write days and times of Rome, whatever the clock of the server', () => {
    const winter = smsText('password_changed', 'it', { at: Date.UTC(2026, 11, 31, 23, 5) });
    assert.match(winter, /il 01\/01\/2027 alle 00:05\./);
    assert.match(smsText('new_device', 'en', { at: AT }), /30\/09\/2026 23:59\./);
  });

  it('transliterate names, cut them to 15 and never let one break the alphabet', () => {
    assert.equal(plainName('Škoda Łukasz Đorđe'), 'Skoda Lukasz Dorde');
    assert.equal(plainName('Nicolò D’Amico'), "Nicolò D'Amico");
    assert.equal(plainName('ÀÈÌ ěščř'), 'AEI escr');
    assert.equal(plainName('evil.example/x {code}'), 'evilexamplex code');
    assert.equal(plainName('李 ☃'), '');
    assert.match(smsText('mandate_refused', 'it', { name: NAME }), /^Massimilianomar non/);
    assert.match(smsText('mandate_refused', 'it', { name: '李' }), /^Una persona non/);
  });

  it('use no sign in halves that the alphabet lacks', () => {
    assert.equal(septetsOf(HALF_ALPHABET), HALF_ALPHABET.length);
  });
});

describe('texts of the mails', () => {
  for (const key of Object.keys(MAILS) as MailKey[]) {
    it(`say ${key} in the same words as text and as HTML, easy to read`, () => {
      const mail = mailText(key, 'it', MAILS[key]);
      assert.ok(!isTooHard(mail.text), `Gulpease ${gulpease(mail.text)}`);
      const body = mail.html.slice(mail.html.indexOf('<body>'));
      const words = body
        .replace(/<br>/g, '\n')
        .replace(/<[^>]+>/g, ' ')
        .replaceAll('&#39;', "'");
      assert.deepEqual(words.split(/\s+/).filter(Boolean), mail.text.split(/\s+/));
      assert.match(mail.html, /<html lang="it">/);
      assert.doesNotMatch(mail.html, /<a |<img/);
    });
  }

  it('escape what people typed', () => {
    const mail = mailText('desk_action', 'it', {
      ...MAILS.desk_action,
      reason: '<img src=x onerror=alert(1)>',
    });
    assert.match(mail.html, /Perché: &lt;img src=x/);
  });
});

describe('texts of the letter', () => {
  it('are easy to read', () => {
    for (const key of Object.keys(ITALIAN.letter) as LetterKey[]) {
      const text = letterText(key, 'it', FILLED);
      assert.ok(!isTooHard(text), `Gulpease ${gulpease(text)}: ${key}`);
      assert.notEqual(letterText(key, 'en', FILLED), text);
    }
  });
});

const FILLED = {
  name: 'Maria R.',
  version: '3',
  tail: '567',
  address: 'salute.example',
  date: '12 dicembre 2026',
};
