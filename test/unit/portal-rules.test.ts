import assert from 'node:assert/strict';
import { createAccessTokens } from '../../src/portal/access-tokens.ts';
import { herePath } from '../../src/portal/portal-pages.ts';
import { landingPath, parseReturnPath } from '../../src/portal/return-path.ts';
import {
  type Standing,
  SECTIONS,
  auditedServices,
  covers,
  mayAct,
} from '../../src/portal/sections.ts';
import { actingOf } from '../../src/portal/session.ts';
import type { LiveSession, Sessions } from '../../src/portal/sessions.ts';
import { GrantLostError } from '../../src/portal/stops.ts';

const LUCA = {
  basis: 'parental',
  services: ['fse', 'booking', 'exemption', 'registry'],
  actions: ['read', 'book', 'consent', 'notes', 'declare', 'choose-doctor', 'audit'],
  datatypes: ['*'],
} as const;
const FSE = 'documents,prescriptions,vaccinations';

describe('where a login comes back to', () => {
  it('is a page of the portal, or the first page', () => {
    const pages = [
      '/per/me/referti',
      '/per/0a-b/referti/d.1',
      '/per/me/referti/d1/pdf',
      '/per/me/referti?year=2026&type=lab',
    ];
    pages.push('/per/me/ricette', '/per/me/referti/d1/nascondi?resumed=1');
    for (const page of pages) assert.equal(parseReturnPath(page), page);
    const others = [
      '//evil.example',
      'https://evil.example/per/me/referti',
      '/per/me/referti/../..//x',
      '/per/me/referti\\x',
      '/per/me/referti/..',
      '/per/me/altro',
      '/per/me/referti?a=<b>',
      '/logout',
      undefined,
    ];
    for (const other of others) assert.equal(parseReturnPath(other), '/', String(other));
  });

  it('is never the page of a person who was not chosen', () => {
    const me = { id: 'me', basis: 'self' } as const;
    const luca = { ...LUCA, id: 'abc' };
    assert.equal(landingPath('/per/me/referti/d1', me), '/per/me/referti/d1');
    assert.equal(landingPath('/per/me/referti/d1', luca), '/per/abc/referti');
    assert.equal(landingPath('/per/me/ricette?year=2026', luca), '/per/abc/ricette');
    assert.equal(landingPath('/', luca), '/per/abc/referti');
    assert.equal(landingPath('/', { ...luca, actions: [] }), '/');
  });
});

describe('where what was posted comes back to', () => {
  const postedTo = (path: string, referer: string): string =>
    herePath({ method: 'POST', originalUrl: path, path, get: () => referer }); // nothing else is asked

  it('is the page of its form, with its query', () => {
    const path = '/per/abc/prenotazioni/nuova/1/conferma';
    assert.equal(postedTo(path, `http://localhost:3010${path}?posto=2`), `${path}?posto=2`);
    assert.equal(postedTo(path, ''), path);
  });

  it('is never another page, whatever a Referer says', () => {
    const path = '/per/abc/taccuino/nuova';
    for (const referer of ['http://localhost:3010/per/x/referti', 'https://altrove.example/', '%'])
      assert.equal(postedTo(path, referer), path);
    assert.equal(postedTo('/logout', 'http://localhost:3010/logout?a=b'), '/');
  });
});

describe('the sections of the menu', () => {
  const law = { ...LUCA, basis: 'guardianship' } as const;
  const mandate = { ...LUCA, basis: 'mandate', actions: ['read', 'book'] } as const;
  const rows: readonly [what: string, standing: Standing, sections: string][] = [
    ['oneself', { basis: 'self' }, SECTIONS.join()],
    ['a parent', LUCA, SECTIONS.join()],
    ['a mandate for bookings alone', { ...mandate, services: ['booking'] }, 'bookings'],
    ['a mandate that may only read', { ...mandate, actions: ['read'] }, `${FSE},exemptions`],
    [
      'a mandate with notes',
      { ...mandate, services: ['registry'], actions: ['notes'] },
      'notebook',
    ],
    ['a mandate with consents', { ...mandate, actions: ['consent'] }, 'consents'],
    ['a mandate with audit', { ...mandate, actions: ['audit'] }, ''],
    [
      'a decree for one class',
      { ...law, services: ['fse'], datatypes: ['VAC'], actions: ['read'] },
      'documents,vaccinations',
    ],
    [
      'a decree without audit',
      { ...law, actions: ['read', 'declare'] },
      `${FSE},exemptions,doctor,personal`,
    ],
    [
      'a decree that never lets read',
      { ...law, actions: ['audit', 'book'] },
      'bookings,access_log',
    ],
  ];
  for (const [what, standing, sections] of rows)
    it(`are those of ${what}`, () => {
      assert.equal(SECTIONS.filter((section) => covers(standing, section)).join(), sections);
    });

  it('let nobody sign or choose a doctor by a mandate', () => {
    const all = { ...mandate, actions: ['declare', 'choose-doctor', 'consent'] };
    assert.deepEqual(
      [
        mayAct(all, 'exemption', 'declare'),
        mayAct(all, 'registry', 'choose-doctor'),
        mayAct(all, 'registry', 'consent'),
        mayAct(law, 'registry', 'choose-doctor'),
        mayAct({ basis: 'self' }, 'registry', 'choose-doctor'),
      ],
      [false, false, true, true, true],
    );
  });

  it('let the log be asked where something may be read', () => {
    assert.deepEqual(auditedServices({ ...law, actions: ['audit', 'read'] }), [
      'fse',
      'exemption',
      'registry',
    ]);
    assert.deepEqual(auditedServices({ ...mandate, actions: ['audit', 'read'] }), []);
  });
});

describe('for whom a token speaks', () => {
  const person = { givenName: 'Giulia', familyName: 'Bianchi' };
  const addresses = { fse: 'f', booking: 'b', exemption: 'e', registry: 'r' };

  it('is the person who logged in when no delegation is named', () => {
    assert.deepEqual(actingOf(undefined, person, addresses), {
      id: 'me',
      basis: 'self',
      ...person,
    });
    assert.equal(actingOf([], person, addresses).id, 'me');
  });

  it('is the patient of the delegation otherwise', () => {
    const detail = {
      type: 'urn:gass:delegation',
      delegation_id: 'abc-1',
      basis: 'parental',
      actions: ['book'],
      locations: ['b', 'urn:other'],
      datatypes: ['*'],
      patient: { given_name: 'Luca', family_name: 'Ferri' },
    };
    assert.deepEqual(actingOf([detail], person, addresses), {
      id: 'abc-1',
      basis: 'parental',
      services: ['booking'],
      actions: ['book'],
      datatypes: ['*'],
      givenName: 'Luca',
      familyName: 'Ferri',
    });
    assert.throws(() => actingOf([{ ...detail, delegation_id: '../x' }], person, addresses));
  });
});

describe('access tokens of a session', () => {
  const audience = 'http://localhost:3001';
  const later = Date.now() + 300_000;

  /** A store of one session, and a provider that rotates its refresh token like ours. */
  function setting(held: { token: string; expiresAt: number }, more: { lostRace?: boolean } = {}) {
    let stored: LiveSession = {
      id: 's',
      sub: 'a',
      expiresAt: later,
      tokens: { refreshToken: 'r0', access: { [audience]: held } },
      person: { givenName: 'G', familyName: 'B' },
      acting: { id: 'me', basis: 'self', givenName: 'G', familyName: 'B' },
    };
    const used: string[] = [];
    const tokens = createAccessTokens({
      sessions: {
        peek: async () => stored,
        keepTokens: async (session: LiveSession, next: LiveSession['tokens']) =>
          (stored = { ...session, tokens: next }),
      } as unknown as Sessions, // the two methods it uses
      oidc: {
        async refresh(current) {
          used.push(current.refreshToken ?? '');
          await new Promise((resolve) => setImmediate(resolve));
          if (more.lostRace) {
            stored = {
              ...stored,
              tokens: {
                refreshToken: 'theirs',
                access: { [audience]: { token: 'theirs', expiresAt: later } },
              },
            };
            throw new GrantLostError('invalid_grant');
          }
          const next = `r${used.length}`;
          return {
            refreshToken: next,
            access: { [audience]: { token: `t${used.length}`, expiresAt: later } },
          };
        },
      },
    });
    return { tokens, used, first: stored };
  }

  it('are used while they last', async () => {
    const { tokens, used, first } = setting({ token: 't0', expiresAt: later });
    assert.equal(await tokens.tokenFor(first, audience), 't0');
    assert.deepEqual(used, []);
  });

  it('are renewed once for twenty requests at once', async () => {
    const { tokens, used, first } = setting({ token: 't0', expiresAt: Date.now() + 1000 });
    const all = await Promise.all(
      Array.from({ length: 20 }, () => tokens.tokenFor(first, audience)),
    );
    assert.deepEqual(new Set(all), new Set(['t1']));
    assert.deepEqual(used, ['r0']);
  });

  it('are renewed once when a service refuses one that looked good', async () => {
    const { tokens, used, first } = setting({ token: 't0', expiresAt: later });
    const all = await Promise.all(
      Array.from({ length: 5 }, () => tokens.tokenFor(first, audience, 't0')),
    );
    assert.deepEqual(new Set(all), new Set(['t1']));
    assert.deepEqual(used, ['r0']);
  });

  it('of another process are taken when it was quicker', async () => {
    const { tokens, first } = setting({ token: 't0', expiresAt: 0 }, { lostRace: true });
    assert.equal(await tokens.tokenFor(first, audience), 'theirs');
  });

  it('are lost with their grant', async () => {
    const { tokens, first } = setting({ token: 't0', expiresAt: 0 }, { lostRace: true });
    await assert.rejects(tokens.tokenFor(first, audience, 'theirs'), GrantLostError);
  });
});
