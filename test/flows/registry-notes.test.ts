/** The taccuino: written, changed and deleted by the person or a delegate; private ones are the person's alone. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { AuditEvent, Bundle, DocumentReference } from 'fhir/r4.js';
import { NOTE_BYTES, NOTES_PER_PERSON, REGISTRY_LEASE_MS } from '../../config/limits.ts';
import { settleText } from '../../src/resource-servers/registry/note-store.ts';
import { startUpkeep } from '../../src/resource-servers/registry/upkeep.ts';
import { testRegistry, type TestRegistry } from '../support/registry.ts';
import { sentNote } from '../support/registry-notes.ts';

const PATH = '/DocumentReference';

describe('the taccuino', () => {
  let registry: TestRegistry;
  before(async () => {
    registry = await testRegistry();
  });
  after(() => registry[Symbol.asyncDispose]());

  const mother = (actions = ['notes']): Promise<string> =>
    registry.token('Luca', { basis: 'parental', detail: { actions } });
  const self = (): Promise<string> => registry.token('Luca');
  const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
  const textOf = (note: DocumentReference): string =>
    Buffer.from(note.content[0]?.attachment.data ?? '', 'base64').toString();
  const codeOf = async (response: Response): Promise<string> =>
    `${response.status} ${(await json<{ issue: { details: { coding: { code: string }[] } }[] }>(response)).issue[0]?.details.coding[0]?.code}`;
  async function created(note = sentNote(), token = self()): Promise<string> {
    const response = await registry.send('POST', PATH, await token, note);
    assert.equal(response.status, 201);
    return (await json<DocumentReference>(response)).id ?? '';
  }

  it('of the demo has three notes, one of them private', async () => {
    const own = await registry.ask(PATH, await registry.token('Giulia'));
    const bundle = await json<Bundle<DocumentReference>>(own);
    assert.equal(bundle.total, 3);
    const marked = bundle.entry?.filter(({ resource }) => resource?.context?.event);
    assert.equal(marked?.length, 1);
  });

  it('is written, read, changed and deleted', async () => {
    const posted = await registry.send('POST', PATH, await self(), sentNote());
    assert.equal(posted.status, 201);
    const note = await json<DocumentReference>(posted);
    const address = `${PATH}/${note.id}`;
    assert.equal(posted.headers.get('location'), `${registry.url}${address}/_history/1`);
    assert.equal(posted.headers.get('etag'), 'W/"1"');
    const read = await registry.ask(address, await self());
    assert.deepEqual(await json(read), note);
    const changed = await registry.send(
      'PUT',
      address,
      await self(),
      { ...note, ...sentNote({ id: note.id ?? '', text: 'Meglio. ✓' }) },
      { 'If-Match': 'W/"1"' },
    );
    assert.equal(changed.headers.get('etag'), 'W/"2"');
    assert.equal(textOf(await json(await registry.ask(address, await self()))), 'Meglio. ✓');
    const statuses: number[] = [];
    for (const method of ['DELETE', 'DELETE', 'GET', 'PUT'])
      statuses.push(
        (
          await registry.send(
            method,
            address,
            await self(),
            method === 'PUT' ? sentNote({ id: note.id ?? '' }) : undefined,
          )
        ).status,
      );
    assert.deepEqual(statuses, [204, 404, 404, 404]);
  });

  it('leaves no text of what was changed or deleted', async () => {
    const id = await created();
    const first = (await registry.stores.notes.get(id))?.textId ?? '';
    await registry.send('PUT', `${PATH}/${id}`, await self(), sentNote({ id, text: 'b' }));
    const second = (await registry.stores.notes.get(id))?.textId ?? '';
    assert.equal(await registry.stores.noteTexts.get(first), undefined);
    assert.equal((await registry.stores.noteTexts.get(second))?.text, 'b');
    await registry.send('DELETE', `${PATH}/${id}`, await self(), undefined);
    assert.equal(await registry.stores.noteTexts.get(second), undefined);
  });

  it('refuses an update or a deletion of another version: 412', async () => {
    const id = await created();
    const address = `${PATH}/${id}`;
    const put = async (text: string): Promise<Response> =>
      registry.send('PUT', address, await self(), sentNote({ id, text }), { 'If-Match': 'W/"1"' });
    const both = await Promise.all([put('x'), put('y')]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 412]);
    const stale = await registry.send('DELETE', address, await self(), undefined, {
      'If-Match': 'W/"1"',
    });
    assert.equal(await codeOf(stale), '412 version-changed');
    const texts = await Promise.all(
      Array.from({ length: 8 }, async (_, n) =>
        registry.send('PUT', address, await self(), sentNote({ id, text: `t${n}` })),
      ),
    );
    assert.ok(texts.every(({ status }) => status === 200));
    assert.match(textOf(await json(await registry.ask(address, await self()))), /^t\d$/);
    assert.equal((await registry.stores.notes.get(id))?.revision, 10);
  });

  it('says who wrote: a delegate by name, never as the patient', async () => {
    const id = await created(sentNote({ title: 'Dalla mamma' }), mother());
    const note = await json<DocumentReference>(await registry.ask(`${PATH}/${id}`, await self()));
    assert.equal(note.author?.[0]?.display, 'Giulia Bianchi');
    assert.equal(note.author[0].identifier?.value, registry.people.Giulia.sub);
  });

  it('hides a private note from every delegate, and a mark makes no version', async () => {
    const id = await created(sentNote({ title: 'Segreta' }));
    const address = `${PATH}/${id}`;
    const mark = (isPrivate: boolean): Promise<Response> =>
      self().then((token) =>
        registry.send('PUT', address, token, sentNote({ id, title: 'Segreta', isPrivate })),
      );
    const before = await (await registry.ask(address, await mother())).text();
    const hidden = await mark(true);
    assert.deepEqual([hidden.status, hidden.headers.get('etag')], [200, 'W/"1"']);
    for (const basis of ['parental', 'guardianship', 'mandate'] as const) {
      const token = await registry.token('Luca', { basis, detail: { actions: ['notes'] } });
      for (const method of ['GET', 'PUT', 'DELETE'])
        assert.equal(
          await codeOf(
            await registry.send(
              method,
              address,
              token,
              method === 'PUT' ? sentNote({ id }) : undefined,
            ),
          ),
          '404 RESOURCE_NOT_FOUND',
          `${basis} ${method}`,
        );
    }
    await mark(false);
    assert.equal(await (await registry.ask(address, await mother())).text(), before);
    const log = await registry.ask(
      `/AuditEvent?entity=${address.slice(1)}`,
      await mother(['audit']),
    );
    const seen = (await json<Bundle<AuditEvent>>(log)).entry?.map(
      ({ resource }) => resource?.action,
    );
    assert.deepEqual(seen, ['R', 'R', 'C']); // no sign of a mark
  });

  it('shows the person who deleted a note, and a delegate nothing of a private one', async () => {
    const [open, secret] = [await created(), await created(sentNote({ isPrivate: true }))];
    await registry.send('DELETE', `${PATH}/${open}`, await mother(), undefined);
    await registry.send('DELETE', `${PATH}/${secret}`, await self(), undefined);
    const seenBy = async (token: string, id: string): Promise<number | undefined> => {
      const log = await registry.ask(`/AuditEvent?entity=DocumentReference/${id}`, token);
      return (await json<Bundle>(log)).total;
    };
    assert.deepEqual(
      [await seenBy(await self(), open), await seenBy(await self(), secret)],
      [2, 2],
    );
    const delegate = await mother(['audit']);
    assert.deepEqual([await seenBy(delegate, open), await seenBy(delegate, secret)], [2, 0]);
  });

  describe('refuses', () => {
    const part = (path: string, value: unknown): Record<string, unknown> => {
      const note = structuredClone(sentNote());
      const names = path.split('.');
      const last = names.pop() ?? '';
      const holder = names.reduce<Record<string, unknown>>(
        (at, name) => at[name] as Record<string, unknown>, // the paths below exist
        note,
      );
      holder[last] = value;
      return note;
    };
    const attachment = 'content.0.attachment';
    const big = Buffer.alloc(NOTE_BYTES + 1, 'a').toString('base64');
    const rows: readonly [string, Record<string, unknown>, string][] = [
      [
        'another patient',
        part('subject', { reference: `Patient/${randomUUID()}` }),
        '403 other-patient',
      ],
      ['no text', part('content', []), '400 VALIDATION_ERROR'],
      ['bytes that are no UTF-8', part(`${attachment}.data`, '/w=='), '400 VALIDATION_ERROR'],
      ['a title of spaces', part('description', '  '), '400 VALIDATION_ERROR'],
      [
        'a year that FHIR does not know',
        part('date', '0000-01-01T00:00:00Z'),
        '400 VALIDATION_ERROR',
      ],
      ['a day that does not exist', part('date', '2026-02-30T00:00:00Z'), '400 VALIDATION_ERROR'],
      ['a text of 64 KiB and one byte', part(`${attachment}.data`, big), '413 too-large'],
      ['a PDF', part(`${attachment}.contentType`, 'application/pdf'), '415 unsupported-type'],
      [
        'another charset',
        part(`${attachment}.contentType`, 'text/plain; charset=latin1'),
        '415 unsupported-type',
      ],
      ['another type', part('type.coding.0.code', '11502-2'), '422 type-class-mismatch'],
      ['a wrong size', part(`${attachment}.size`, 3), '422 hash-mismatch'],
      [
        'an event that would be lost',
        part('context', { event: [{ coding: [{ code: 'P97' }] }] }),
        '422 NOT_PROCESSABLE',
      ],
      ['a member that would be lost', part('relatesTo', []), '422 NOT_PROCESSABLE'],
    ];
    for (const [title, note, expected] of rows)
      it(`${title}: ${expected}`, async () =>
        assert.equal(
          await codeOf(await registry.send('POST', PATH, await self(), note)),
          expected,
        ));

    it('a conditional create, which would tell of private notes: 400', async () => {
      const headers = { 'If-None-Exist': 'identifier=urn:x|1' };
      const answer = await registry.send('POST', PATH, await self(), sentNote(), headers);
      assert.equal(await codeOf(answer), '400 VALIDATION_ERROR');
    });

    it('a private note of a delegate: 422', async () =>
      assert.equal(
        await codeOf(
          await registry.send('POST', PATH, await mother(), sentNote({ isPrivate: true })),
        ),
        '422 NOT_PROCESSABLE',
      ));

    it(`the open note after ${NOTES_PER_PERSON}, however many come at once, and counts private ones apart`, async function () {
      this.timeout(20_000);
      const { Anna } = registry.people;
      const all = Array.from({ length: NOTES_PER_PERSON - 1 }, (_, n) => ({
        id: randomUUID(),
        fiscalCode: Anna.fiscalCode,
        place: `${Anna.fiscalCode}#${n}`,
        revision: 1,
        textId: randomUUID(),
        title: 'x',
        date: n,
        isPrivate: false,
        author: { sub: Anna.sub, role: 'ASS', name: 'Anna' } as const,
        createdAt: n,
        updatedAt: n,
      }));
      await registry.stores.notes.insertAll(all);
      const answers = await Promise.all(
        Array.from({ length: 5 }, async () =>
          registry.send('POST', PATH, await registry.token('Anna'), sentNote()),
        ),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422, 422, 422, 422]);
      const kept = await registry.stores.notes.find({ fiscalCode: Anna.fiscalCode });
      assert.equal(kept.length, NOTES_PER_PERSON);
      const own = await registry.token('Anna');
      const hidden = await registry.send('POST', PATH, own, sentNote({ isPrivate: true }));
      const id = (await json<DocumentReference>(hidden)).id ?? '';
      const shown = await registry.send('PUT', `${PATH}/${id}`, own, sentNote({ id }));
      assert.deepEqual([hidden.status, shown.status], [201, 422]);
    });
  });

  it('keeps a text that its note names, and drops one that nobody names, after a crash', async () => {
    const id = await created(sentNote({ text: 'mio' }));
    const { textId = '' } = (await registry.stores.notes.get(id)) ?? {};
    const [late, lost] = [Date.now() - 1, randomUUID()];
    await registry.stores.noteTexts.update(textId, (text) => ({ ...text, draftSince: late }));
    await registry.stores.noteTexts.insert({ id: lost, noteId: id, text: 'x', draftSince: late });
    const upkeep = startUpkeep(registry.stores, assert.ifError);
    await upkeep.run(Date.now() + REGISTRY_LEASE_MS);
    await upkeep.close();
    assert.equal((await registry.stores.noteTexts.get(textId))?.draftSince, undefined);
    assert.equal(await registry.stores.noteTexts.get(lost), undefined);
    await settleText(registry.stores, { id: lost, noteId: id, text: 'x' }); // again: nothing to do
  });
});
