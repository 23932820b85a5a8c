import assert from 'node:assert/strict';
import { enrolCitizen } from '../../src/commands/enrol-citizen.ts';
import type { MessageDraft } from '../../src/delivery/courier.ts';
import { isCardInForce } from '../../src/domain/account.ts';
import type { GrantRecord } from '../../src/domain/grant.ts';
import { TEMPORARY_PASSWORD_S } from '../../config/limits.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onBothEngines } from '../support/engines.ts';
import { enrolment, inventedCredentials, inventedPerson } from '../support/invented-people.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

onBothEngines('enrolling a citizen', (engine) => {
  let deps: TestDeps;
  before(async () => {
    deps = await openCommandDeps(engine().address('enrol'));
  });
  after(() => deps.close());
  beforeEach(() => {
    deps.sent.length = 0;
    deps.recorded.length = 0;
  });

  const account = async (sub: string) => (await deps.stores.accounts.get(sub))!; // was just enrolled
  const cardsInForce = async (sub: string): Promise<string[]> =>
    (await deps.stores.cards.find({ accountId: sub })).filter(isCardInForce).map(({ id }) => id);
  const text = (draft: MessageDraft | undefined): string =>
    draft && 'text' in draft.body ? draft.body.text : '';
  const smsHalf = (): string => {
    const half = deps.sent.filter(({ kind }) => kind === 'password_half').at(-1);
    return text(half).split(/\s+/).at(-1) ?? '';
  };
  const opens = async (sub: string, password: string): Promise<boolean> =>
    deps.hasher.verify((await account(sub)).password?.hash, password, 'known');
  it('records a person without credentials', async () => {
    const { sub, ...rest } = await enrolCitizen(
      deps,
      { person: inventedPerson(1), withPin: false, withNotices: true },
      NOW,
    );
    assert.deepEqual(rest, { messages: [] });
    const { id, fiscalCode, givenName, gender, notices, password } = await account(sub);
    assert.deepEqual(
      { id, fiscalCode, givenName, gender, notices, password },
      {
        id: sub,
        fiscalCode: inventedPerson(1).fiscalCode,
        givenName: 'Mario',
        gender: 'male',
        notices: true,
        password: undefined,
      },
    );
    assert.deepEqual(
      deps.recorded.map(({ kind }) => kind),
      ['person_recorded'],
    );
    const again = await enrolCitizen(deps, enrolment(1), NOW + 1);
    assert.equal(again.sub, sub, 'the same person later gets credentials');
    assert.match(again.deskHalf ?? '', /^[acdefhjkmnprtwxy3479]{8}$/);
  });

  it('gives a card, a desk half on paper and the other half by SMS', async () => {
    const { sub, deskHalf = '', pin } = await enrolCitizen(deps, enrolment(2), NOW);
    assert.equal(pin, undefined);
    assert.deepEqual(await cardsInForce(sub), [inventedCredentials(2).cardSerial]);
    assert.equal(await opens(sub, deskHalf + smsHalf()), true);
    assert.equal(await opens(sub, smsHalf() + deskHalf), false);
    const { password, phone } = await account(sub);
    assert.equal(phone, inventedCredentials(2).phone);
    assert.equal(password?.temporaryUntil, NOW + TEMPORARY_PASSWORD_S * 1000);
    assert.deepEqual(
      deps.sent.map(({ kind, channel }) => `${kind} ${channel}`),
      ['password_half sms', 'letter letter'],
    );
    const letter = deps.sent[1]?.body;
    assert.ok(letter && 'letter' in letter);
    assert.equal(letter.letter.half, deskHalf);
    const logged = JSON.stringify(deps.recorded);
    for (const secret of [deskHalf, smsHalf(), inventedCredentials(2).cardSerial, phone])
      assert.ok(!logged.includes(secret), 'the audit names ids alone');
  });

  it('gives a PIN that is checked by hash, and a new one that voids the old', async () => {
    const { sub, pin = '' } = await enrolCitizen(deps, enrolment(3, { withPin: true }), NOW);
    assert.match(pin, /^\d{6}$/);
    await deps.stores.accounts.update(sub, (stored) => ({
      ...stored,
      pin: { ...stored.pin!, failures: 5 }, // given above
    }));
    const person = inventedPerson(3);
    const second = await enrolCitizen(deps, { person, withPin: true, withNotices: false }, NOW + 5);
    const stored = await account(sub);
    assert.equal(stored.pin?.failures, 0);
    assert.equal(await deps.hasher.verify(stored.pin.hash, second.pin ?? '', 'known'), true);
    assert.equal(second.deskHalf, undefined, 'the password stays');
    assert.match(text(deps.sent.find(({ kind }) => kind === 'notice')), /PIN/);
  });

  it('refuses a PIN for somebody who cannot log in', async () => {
    const request = { person: inventedPerson(4), withPin: true, withNotices: false };
    await assert.rejects(enrolCitizen(deps, request, NOW), { reason: 'pin_without_card' });
    assert.deepEqual(
      await deps.stores.accounts.find({ fiscalCode: request.person.fiscalCode }),
      [],
    );
  });

  it('with the same card gives a new password, voids the old one and ends sessions', async () => {
    const first = await enrolCitizen(deps, enrolment(5), NOW);
    const old = (first.deskHalf ?? '') + smsHalf();
    await openSomething(deps, first.sub);
    const later = NOW + 1000;
    const again = await enrolCitizen(deps, enrolment(5), later);
    assert.equal(again.sub, first.sub);
    assert.equal(await opens(first.sub, old), false);
    assert.equal(await opens(first.sub, (again.deskHalf ?? '') + smsHalf()), true);
    assert.ok((await account(first.sub)).notBefore > later);
    assert.deepEqual(
      (await deps.stores.artifacts.find({ accountId: first.sub })).map(({ model }) => model),
      ['Interaction'],
    );
    // Not the instant at which the command began: what was opened while it hashed ends, too.
    assert.ok(((await deps.stores.grants.get(`grant-${first.sub}`))?.revokedAt ?? 0) >= later);
    assert.match(text(deps.sent.find(({ kind }) => kind === 'notice')), /nuova password provv/);
    assert.deepEqual(await cardsInForce(first.sub), [inventedCredentials(5).cardSerial]);
  });

  it('with another card replaces it: the old one is revoked for good, the password kept', async () => {
    const first = await enrolCitizen(deps, enrolment(6), NOW);
    const password = (first.deskHalf ?? '') + smsHalf();
    await openSomething(deps, first.sub);
    const credentials = {
      ...inventedCredentials(6),
      cardSerial: inventedCredentials(7).cardSerial,
    };
    const replaced = await enrolCitizen(deps, enrolment(6, { credentials }), NOW + 1000);
    assert.deepEqual(
      { sub: replaced.sub, deskHalf: replaced.deskHalf },
      { sub: first.sub, deskHalf: undefined },
    );
    assert.equal(await opens(first.sub, password), true);
    assert.deepEqual(await cardsInForce(first.sub), [credentials.cardSerial]);
    assert.equal((await deps.stores.grants.get(`grant-${first.sub}`))?.revokedAt, undefined);
    assert.match(text(deps.sent.at(-1)), new RegExp(credentials.cardSerial.slice(-4)));
    await assert.rejects(enrolCitizen(deps, enrolment(6), NOW + 2000), { reason: 'card_revoked' });
    await assert.rejects(
      enrolCitizen(deps, enrolment(8, { credentials: inventedCredentials(6) }), NOW + 2000),
      { reason: 'card_of_another' },
    );
  });

  it('tells a changed telephone to both numbers and lets the PIN rest', async () => {
    const first = await enrolCitizen(deps, enrolment(9), NOW);
    const phone = inventedCredentials(10).phone;
    const credentials = { ...inventedCredentials(9), phone };
    await enrolCitizen(deps, enrolment(9, { credentials }), NOW + 1000);
    const stored = await account(first.sub);
    assert.deepEqual([stored.phone, stored.phoneChangedAt], [phone, NOW + 1000]);
    const told = deps.sent.filter(({ kind }) => kind === 'notice');
    assert.deepEqual(
      told.map(({ body }) => ('to' in body ? body.to : '')),
      [inventedCredentials(9).phone, inventedCredentials(9).phone, phone],
    );
  });

  it('goes on with the safe state when an earlier enrolment broke off', async () => {
    const { cardSerial } = inventedCredentials(11);
    const { sub } = await enrolCitizen(
      deps,
      { person: inventedPerson(11), withPin: false, withNotices: false },
      NOW,
    );
    await deps.stores.cards.insert({
      id: cardSerial,
      accountId: sub,
      issuedAt: NOW,
      revokedAt: NOW,
    });
    assert.deepEqual(await cardsInForce(sub), [], 'a reserved card opens nothing');
    const { deskHalf = '' } = await enrolCitizen(deps, enrolment(11), NOW + 1);
    assert.deepEqual(await cardsInForce(sub), [cardSerial]);
    assert.equal(await opens(sub, deskHalf + smsHalf()), true);
  });

  describe('refuses, and changes nothing', () => {
    const refusals: [string, Parameters<typeof enrolCitizen>[1], string][] = [
      [
        'other names',
        enrolment(20, { person: { ...inventedPerson(20), givenName: 'Maria' } }),
        'other_person',
      ],
      [
        'another birth date',
        enrolment(20, { person: { ...inventedPerson(20), birthdate: '1980-01-02' } }),
        'other_person',
      ],
      [
        'the card of another account',
        enrolment(20, { credentials: inventedCredentials(21) }),
        'card_of_another',
      ],
      [
        'the card of another account for a new person',
        enrolment(22, { credentials: inventedCredentials(21) }),
        'card_of_another',
      ],
      [
        'a birth date in the future',
        enrolment(23, { person: { ...inventedPerson(23), birthdate: '2026-11-25' } }),
        'birthdate_future',
      ],
    ];
    before(async () => {
      await enrolCitizen(deps, enrolment(20), NOW);
      await enrolCitizen(deps, enrolment(21), NOW);
    });
    const state = async (): Promise<unknown> => [
      ...(await Promise.all(
        [20, 21, 22, 23].map((n) =>
          deps.stores.accounts.find({ fiscalCode: inventedPerson(n).fiscalCode }),
        ),
      )),
      ...(await Promise.all(
        [20, 21, 22, 23].map((n) => deps.stores.cards.get(inventedCredentials(n).cardSerial)),
      )),
      deps.sent.length,
      deps.recorded.length,
    ];
    for (const [what, request, reason] of refusals)
      it(what, async () => {
        const before = await state();
        await assert.rejects(enrolCitizen(deps, request, NOW), { reason });
        assert.deepEqual(await state(), before);
      });

    for (const status of ['suspended', 'closed', 'deceased'] as const)
      it(`a person whose account is ${status}`, async () => {
        const [stored] = await deps.stores.accounts.find({
          fiscalCode: inventedPerson(20).fiscalCode,
        });
        await deps.stores.accounts.update(stored!.id, (found) => ({ ...found, status })); // enrolled above
        await assert.rejects(enrolCitizen(deps, enrolment(20), NOW), { reason: 'person_inactive' });
      });
  });

  it('takes names in capitals as the same names', async () => {
    const { sub } = await enrolCitizen(deps, enrolment(30), NOW);
    const person = { ...inventedPerson(30), givenName: 'MARIO', familyName: 'ROSSI' };
    assert.equal((await enrolCitizen(deps, enrolment(30, { person }), NOW + 1)).sub, sub);
  });

  for (const times of [8, 20])
    describe(`${times} at once`, () => {
      it('enrol one person: one account, one card, one password that opens', async () => {
        const n = 100 + times;
        const all = await Promise.all(
          Array.from({ length: times }, () => enrolCitizen(deps, enrolment(n), NOW)),
        );
        assert.equal(new Set(all.map(({ sub }) => sub)).size, 1);
        const { sub } = all[0]!; // there are as many as were asked
        assert.deepEqual(await cardsInForce(sub), [inventedCredentials(n).cardSerial]);
        const halves = deps.sent
          .filter(({ kind }) => kind === 'password_half')
          .map((draft) => text(draft).split(/\s+/).at(-1) ?? '');
        assert.equal(halves.length, times);
        let opening = 0;
        for (const { deskHalf = '' } of all)
          for (const half of halves) if (await opens(sub, deskHalf + half)) opening += 1;
        assert.equal(opening, 1);
      });

      it('enrol one person with different cards: one card is in force', async () => {
        const n = 200 + times;
        const all = await Promise.allSettled(
          Array.from({ length: times }, (_, card) =>
            enrolCitizen(
              deps,
              enrolment(n, { credentials: inventedCredentials(1000 + times * 50 + card) }),
              NOW,
            ),
          ),
        );
        const done = all.filter((outcome) => outcome.status === 'fulfilled');
        assert.ok(done.length >= 1);
        assert.equal((await cardsInForce(done[0]!.value.sub)).length, 1); // there is one
      });

      it('enrol different persons with one card: one of them has it', async () => {
        const credentials = inventedCredentials(3000 + times);
        const all = await Promise.allSettled(
          Array.from({ length: times }, (_, n) =>
            enrolCitizen(deps, enrolment(300 + times * 2 + n, { credentials }), NOW),
          ),
        );
        const done = all.filter((outcome) => outcome.status === 'fulfilled');
        assert.equal(done.length, 1);
        for (const outcome of all)
          if (outcome.status === 'rejected')
            assert.equal((outcome.reason as { reason?: string }).reason, 'card_of_another');
        assert.equal(
          (await deps.stores.cards.get(credentials.cardSerial))?.accountId,
          done[0]?.value.sub,
        );
      });
    });
});

/** A session, a code, a token and a grant, and an interaction that must survive. */
async function openSomething(deps: TestDeps, accountId: string): Promise<void> {
  const rest = { payload: {}, createdAt: NOW, expiresAt: NOW + 1e9, accountId };
  const models = ['Session', 'AuthorizationCode', 'AccessToken', 'RefreshToken', 'Interaction'];
  await deps.stores.artifacts.insertAll(
    models.map((model) => ({ ...rest, model, id: `${model}-${accountId}` })),
  );
  const grant: GrantRecord = {
    id: `grant-${accountId}`,
    clientId: 'portale-salute',
    accountId,
    createdAt: NOW,
    expiresAt: NOW + 1e9,
    payload: {},
  };
  await deps.stores.grants.insert(grant);
}
