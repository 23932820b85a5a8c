/** Hiding and showing again: by whom, what, and how fast. */
import assert from 'node:assert/strict';
import type { Bundle, DocumentReference, Parameters } from 'fhir/r4.js';
import { demoSubjects, type Subjects, type Tokens, tokensFor } from '../support/demo-subjects.ts';
import { type TestFse, testFse } from '../support/fse.ts';
import { type PublicationInput, type Publisher, publisherAt } from '../support/publication.ts';

describe('hiding a document', () => {
  let fse: TestFse;
  let people: Subjects;
  let tokens: Tokens;
  let laboratory: Publisher;
  let serial = 0;
  before(async () => {
    fse = await testFse();
    people = demoSubjects();
    tokens = tokensFor(fse.issuer, people, fse.url);
    laboratory = publisherAt(fse);
  });
  after(() => fse[Symbol.asyncDispose]());

  const put = (more: Partial<PublicationInput> = {}): Promise<string> =>
    laboratory.put({ value: `hide.${(serial += 1)}`, fiscalCode: people.Luca.fiscalCode, ...more });

  async function operate(
    operation: string,
    id: string,
    code: string,
    token?: string,
  ): Promise<Response> {
    return fse.ask(`/DocumentReference/${id}/${operation}`, token ?? (await tokens.self('Luca')), {
      method: 'POST',
      body: JSON.stringify({
        resourceType: 'Parameters',
        parameter: [{ name: 'code', valueCode: code }],
      }),
      headers: { 'Content-Type': 'application/json' },
    });
  }
  const affectedBy = async (response: Response): Promise<string[]> => {
    assert.equal(response.status, 200, await response.clone().text());
    const body = (await response.json()) as Parameters;
    return (body.parameter ?? []).map(
      ({ valueReference }) => valueReference?.reference?.split('/')[1] ?? '',
    );
  };
  const seenBy = async (token: string, query = ''): Promise<string[]> => {
    const bundle = (await (
      await fse.ask(`/DocumentReference?_count=100${query}`, token)
    ).json()) as Bundle<DocumentReference>;
    assert.equal(bundle.total, bundle.entry?.length ?? 0);
    return (bundle.entry ?? []).map(({ resource }) => resource?.id ?? '');
  };
  const mother = (): Promise<string> => tokens.acting('Luca', 'parental');

  it('takes it from whoever acts for the patient at once, and gives it back as fast', async () => {
    const id = await put();
    assert.ok((await seenBy(await mother())).includes(id));
    assert.deepEqual(await affectedBy(await operate('$hide', id, 'P99')), [id]);
    assert.ok(!(await seenBy(await mother())).includes(id));
    assert.equal((await fse.ask(`/Binary/${id}`, await mother())).status, 404);
    assert.ok((await seenBy(await tokens.self('Luca'), '&event=P99')).includes(id));
    assert.deepEqual(
      await affectedBy(await operate('$hide', id, 'P99')),
      [id],
      'repeating is no error',
    );
    assert.deepEqual(await affectedBy(await operate('$unhide', id, 'P99')), [id]);
    assert.ok((await seenBy(await mother())).includes(id));
  });

  it('changes neither version nor date of the resource', async () => {
    const id = await put();
    const meta = async (): Promise<unknown> => {
      const response = await fse.ask(`/DocumentReference/${id}`, await tokens.self('Luca'));
      return [response.headers.get('etag'), ((await response.json()) as DocumentReference).meta];
    };
    const before = await meta();
    await operate('$hide', id, 'P99');
    assert.deepEqual(await meta(), before);
  });

  it('covers the versions before and after, and the reports of a prescription', async () => {
    const nre = '0300A4000000777';
    const first = await put();
    const second = await put({ replaces: first });
    assert.deepEqual(
      (await affectedBy(await operate('$hide', second, 'P99'))).sort(),
      [first, second].sort(),
    );
    const third = await put({ replaces: second });
    assert.ok(!(await seenBy(await mother(), '&status=current,superseded')).includes(third));
    const prescription = await put({ type: '57832-8', documentClass: 'PRS', nre });
    const report = await put({ nre });
    assert.deepEqual(
      (await affectedBy(await operate('$hide', prescription, 'P99'))).sort(),
      [prescription, report].sort(),
    );
    assert.deepEqual(
      await affectedBy(await operate('$unhide', report, 'P99')),
      [],
      'still hidden by its prescription',
    );
    assert.ok(!(await seenBy(await mother())).includes(report));
    await operate('$unhide', prescription, 'P99');
    assert.ok((await seenBy(await mother())).includes(report));
  });

  it('in the middle of paging leaves neither gap nor trace', async () => {
    for (let n = 0; n < 6; n += 1) await put();
    const first = (await (
      await fse.ask('/DocumentReference?_count=3', await mother())
    ).json()) as Bundle<DocumentReference>;
    const shown = (first.entry ?? []).map(({ resource }) => resource?.id ?? '');
    // A mark covers chain and prescription: the one hidden may take others along.
    const gone = await affectedBy(await operate('$hide', shown.at(-1) ?? '', 'P99'));
    const next = first.link?.find(({ relation }) => relation === 'next')?.url ?? '';
    const second = (await (
      await fse.ask(next, await mother())
    ).json()) as Bundle<DocumentReference>;
    assert.equal(second.total, (first.total ?? 0) - gone.length);
    const all = await seenBy(await mother());
    const begin = shown.filter((id) => !gone.includes(id)).length;
    assert.deepEqual(
      second.entry?.map(({ resource }) => resource?.id),
      all.slice(begin, begin + 3),
    );
  });

  it('is for the patient alone: no parent, no guardian, no mandate, whatever the scope', async () => {
    const id = await put();
    for (const basis of ['parental', 'guardianship', 'mandate'] as const) {
      const token = await tokens.acting('Luca', basis, {}, 'fse:read fse:write');
      const response = await operate('$hide', id, 'P99', token);
      assert.equal(response.status, 403);
      assert.match(await response.text(), /delegation-not-accepted/);
    }
    assert.equal(
      (await operate('$hide', id, 'P99', await tokens.self('Luca', 'fse:read'))).status,
      403,
    );
  });

  it('refuses what is not there, other codes, and P97 of an adult', async () => {
    const id = await put();
    assert.equal(
      (await operate('$hide', '3f0f7e2b-5a77-4c1c-8b3a-c1a4f0de90a7', 'P99')).status,
      404,
    );
    assert.equal((await operate('$hide', id, 'P99', await tokens.self('Giulia'))).status, 404);
    assert.equal((await operate('$hide', id, 'P98')).status, 422);
    assert.equal((await operate('$hide', id, 'P00')).status, 400);
    assert.equal((await operate('$hide', id, 'P97')).status, 200);
    const own = await laboratory.put({
      value: `hide.${(serial += 1)}`,
      fiscalCode: people.Giulia.fiscalCode,
    });
    const adult = await operate('$hide', own, 'P97', await tokens.self('Giulia'));
    assert.equal(adult.status, 422);
    assert.match(await adult.text(), /not-a-minor/);
  });

  it('by the producer works on its own documents, P98 too, and on no others', async () => {
    const id = await put();
    assert.deepEqual(
      await affectedBy(await operate('$hide', id, 'P98', await laboratory.token())),
      [id],
    );
    assert.ok(!(await seenBy(await tokens.self('Luca'))).includes(id));
    assert.equal(
      (await operate('$unhide', id, 'P98')).status,
      404,
      'the patient does not know of it',
    );
    assert.equal(
      (await operate('$unhide', id, 'P98', await laboratory.token('030998'))).status,
      404,
    );
    assert.deepEqual(
      await affectedBy(await operate('$unhide', id, 'P98', await laboratory.token())),
      [id],
    );
    assert.ok((await seenBy(await tokens.self('Luca'))).includes(id));
  });

  it('survives 20 at once on one document: the last state is one of those asked for', async () => {
    const id = await put();
    const asked = Array.from({ length: 20 }, (_, n) =>
      operate(n % 2 === 0 ? '$hide' : '$unhide', id, 'P99'),
    );
    assert.deepEqual(
      new Set((await Promise.all(asked)).map(({ status }) => status)),
      new Set([200]),
    );
    await operate('$hide', id, 'P99');
    assert.ok(!(await seenBy(await mother())).includes(id));
  });
});
