import assert from 'node:assert/strict';
import { PORTAL_DRAFT_BYTES, PORTAL_DRAFT_S } from '../../config/limits.ts';
import { readAccessPage } from '../../src/portal/access-entry.ts';
import { mergePages } from '../../src/portal/access-log.ts';
import { groupByDay } from '../../src/portal/access-words.ts';
import { PORTAL_COLLECTIONS, drafts } from '../../src/portal/collections.ts';
import { createDrafts } from '../../src/portal/drafts.ts';
import { isFiltered, readListQuery } from '../../src/portal/list-query.ts';
import { isMinor } from '../../src/portal/session.ts';
import { portalEn } from '../../src/portal/texts.en.ts';
import { portalIt } from '../../src/portal/texts.it.ts';
import { createVault } from '../../src/portal/vault.ts';
import { auditEvent } from '../../src/resource-servers/kit/audit-event.ts';
import { openStore } from '../../src/storage/open.ts';
import { createCatalog } from '../../src/web/catalog.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { it: italian } = createCatalog(portalIt, portalEn).translators;
const NOW = Date.parse('2026-11-24T10:00:00Z');

describe('the address of a list', () => {
  const now = NOW;
  const rows: readonly [query: string, filtered: boolean, asked: object][] = [
    ['', false, {}],
    ['type=drugs&year=2026', true, { kind: 'drugs', year: 2026 }],
    ['type=lab&year=1901&from=2026-02-31&to=ieri', false, {}],
    ['from=2026-02-28&to=2026-03-01', true, { from: '2026-02-28', to: '2026-03-01' }],
    ['cursor=abc', false, { cursor: 'abc' }],
  ];
  for (const [query, filtered, asked] of rows)
    it(`asks for ${JSON.stringify(asked)} by "${query}"`, () => {
      const read = readListQuery('prescriptions', query, now);
      const known = Object.entries(read).filter(([, value]) => value !== undefined);
      assert.deepEqual(Object.fromEntries(known), { list: 'prescriptions', ...asked });
      assert.equal(isFiltered(read), filtered);
    });
});

describe('whether hiding from parents is offered', () => {
  for (const [birthdate, offered] of [
    ['2008-11-25', true],
    ['2008-11-24', false],
    [undefined, false],
  ] as const)
    it(`is ${String(offered)} for somebody born on ${String(birthdate)}`, () => {
      assert.equal(isMinor(birthdate, NOW), offered);
    });
});

describe('the log of accesses', () => {
  const place = {
    base: 'http://localhost:3001',
    name: 'FSE',
    issuer: 'http://localhost:3000',
    patient: { id: 'luca', name: 'Luca Ferri' },
    showsQuery: () => true,
  };
  const facts = {
    outcome: 'success',
    interaction: 'read',
    clientId: 'portale-salute',
    address: '127.0.0.1',
    tokenId: 't',
    requestId: 'r',
  } as const;
  const giulia = { sub: 'giulia', role: 'GEN', name: 'Giulia Bianchi' } as const;
  const document = { itemType: 'DocumentReference', itemId: 'd1' };
  const entriesOf = (...more: object[]) =>
    readAccessPage('fse', {
      resourceType: 'Bundle',
      total: more.length,
      entry: more.map((one, index) => ({
        resource: auditEvent(
          { id: `e${index}`, at: NOW + index, facts: { ...facts, ...one } },
          place,
        ),
      })),
    }).entries;
  const reader = {
    sub: 'giulia',
    clientId: 'portale-salute',
    list: '/per/x/referti',
    documents: new Map(),
  };
  const sentenceOf = (fact: object): string =>
    (groupByDay(italian, entriesOf(fact), reader)[0]?.lines[0]?.sentence ?? '').replaceAll(
      /<\/?strong>/g,
      '',
    );

  const rows: readonly [sentence: string, fact: object][] = [
    ['Lei ha letto: un documento.', { actor: giulia, ...document }],
    [
      'Pia Neri, tutore, ha visto la lista: i documenti.',
      {
        actor: { sub: 'pia', role: 'TUT', name: 'Pia Neri' },
        interaction: 'search-type',
        query: 'DocumentReference?_sort=-date',
      },
    ],
    [
      'Luca Ferri ha nascosto: un documento.',
      {
        actor: { sub: 'luca', role: 'ASS', name: 'Luca Ferri' },
        interaction: 'operation',
        operation: '$hide',
        ...document,
      },
    ],
    [
      'Il servizio laboratorio ha aggiunto: un documento.',
      { clientId: 'laboratorio', interaction: 'create', ...document },
    ],
    [
      'Lei ha visto la lista: chi ha letto.',
      { actor: giulia, interaction: 'search-type', query: 'AuditEvent?_sort=-date' },
    ],
    ['Lei ha letto: i documenti.', { actor: giulia, itemType: 'Unknown', itemId: 'u' }],
  ];
  for (const [sentence, fact] of rows)
    it(`says "${sentence}"`, () => {
      assert.equal(sentenceOf(fact), sentence);
    });

  it('tells what was done several times in a row once', () => {
    const read = { actor: giulia, ...document };
    const search = { actor: giulia, interaction: 'search-type', query: 'AuditEvent' };
    const [group] = groupByDay(italian, entriesOf(read, read, search, read), reader);
    assert.deepEqual(
      group?.lines.map(({ times }) => times),
      [2, 1, 1],
    );
  });

  it('lets no name out of its text', () => {
    const actor = { sub: 'x', role: 'ING', name: '<b>x</b>' };
    assert.match(
      sentenceOf({ actor, ...document }),
      /^&lt;b&gt;x&lt;\/b&gt;, con delega, ha letto/,
    );
  });

  it('is cut between instants, never within one', () => {
    const at = (...instants: number[]) =>
      instants.map((instant) => ({ ...entriesOf({})[0], at: instant })) as ReturnType<
        typeof entriesOf
      >;
    const pages = [
      { total: 9, entries: at(9, 7, 5) },
      { total: 2, entries: at(8, 7) },
    ];
    const cut = mergePages(pages, 3);
    assert.deepEqual([cut.entries.map((entry) => entry.at), cut.next], [[9, 8, 7, 7], 7]);
    assert.equal(mergePages([{ total: 1, entries: at(1) }], 3).next, undefined);
    assert.deepEqual(mergePages([{ total: 0, entries: [] }], 3), { entries: [], next: undefined });
  });
});

describe('what was typed before the PIN', () => {
  const vault = createVault({ marking: 'm'.repeat(43), sealing: 's'.repeat(43) });
  const place = { browser: 'b1', page: '/per/me/medico/conferma', sub: 'giulia' };
  const typed = { doctor: 'Conti' };

  it('opens in the same browser, at the same page, to the same account, for a while', async () => {
    await using folder = await tempFolder();
    const store = await openStore(`sqlite:${folder.path}/portal.db`);
    await store.migrate(PORTAL_COLLECTIONS);
    const kept = createDrafts(store.collection(drafts), vault);
    await kept.keep(place, { doctor: 'earlier' }, NOW);
    await kept.keep(place, typed, NOW);
    const end = NOW + PORTAL_DRAFT_S * 1000;
    assert.deepEqual(await kept.read(place, end - 1), typed);
    assert.equal(await kept.read(place, end), undefined);
    for (const other of [{ browser: 'b2' }, { page: '/per/x/medico/conferma' }, { sub: 'mario' }])
      assert.equal(await kept.read({ ...place, ...other }, NOW), undefined);
    await assert.rejects(
      kept.keep(place, { doctor: 'x'.repeat(PORTAL_DRAFT_BYTES) }, NOW),
      RangeError,
    );
    const stored = JSON.stringify(await store.collection(drafts).before('expiresAt', end, 10));
    assert.doesNotMatch(stored, /Conti|giulia|medico/);
    await kept.drop(place);
    assert.equal(await kept.read(place, NOW), undefined);
    await store.close();
  });
});
