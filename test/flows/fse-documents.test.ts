/** The demo's record: what each reader sees of it, on both storage engines, and that its PDFs can be read. */
import assert from 'node:assert/strict';
import { getDocumentProxy } from 'unpdf';
import { feedLaboratory } from '../../src/demo/laboratory.ts';
import {
  demoSubjects,
  feedSubjects,
  type Subjects,
  type Tokens,
  tokensFor,
} from '../support/demo-subjects.ts';
import { onBothEngines } from '../support/engines.ts';
import { type TestFse, testFse } from '../support/fse.ts';
import { publisherAt } from '../support/publication.ts';

onBothEngines('documents of the demo', (engine) => {
  let fse: TestFse;
  let people: Subjects;
  let tokens: Tokens;
  before(async () => {
    fse = await testFse({ database: engine().address('fse_demo') });
    people = demoSubjects();
    tokens = tokensFor(fse.issuer, people, fse.url);
    await feedSubjects(fse.store, people);
  });
  after(() => fse[Symbol.asyncDispose]());

  const list = async (token: string): Promise<{ total: number; ids: string[] }> => {
    const response = await fse.ask('/DocumentReference', token);
    assert.equal(response.status, 200);
    const body = (await response.json()) as {
      total: number;
      entry?: { resource: { id: string } }[];
    };
    return { total: body.total, ids: (body.entry ?? []).map(({ resource }) => resource.id) };
  };

  const OWN = { Giulia: 10, Luca: 5, Sara: 4, Pietro: 3, Anna: 3, Mario: 2, Carla: 1 } as const;
  for (const [name, count] of Object.entries(OWN))
    it(`show ${name} ${count} of their own`, async () => {
      assert.equal((await list(await tokens.self(name as keyof Subjects))).total, count);
    });

  it('show the mother 4 of Luca and 2 of Sara, the guardian 3 of Pietro, and of Anna none', async () => {
    assert.equal((await list(await tokens.acting('Luca', 'parental'))).total, 4);
    assert.equal((await list(await tokens.acting('Sara', 'parental'))).total, 2);
    assert.equal((await list(await tokens.acting('Pietro', 'guardianship'))).total, 3);
    const mandate = await tokens.acting('Anna', 'mandate', {
      locations: ['http://localhost:3002'],
    });
    assert.equal((await fse.ask('/DocumentReference', mandate)).status, 403);
  });

  it('are fed once, however often the demo starts', async () => {
    await feedSubjects(fse.store, people);
    assert.equal((await list(await tokens.self('Giulia'))).total, OWN.Giulia);
  });

  it('are PDFs that say they are invented, in Italian, with title and structure', async () => {
    for (const id of (await list(await tokens.self('Giulia'))).ids) {
      const response = await fse.ask(`/Binary/${id}`, await tokens.self('Giulia'));
      const pdf = await getDocumentProxy(new Uint8Array(await response.arrayBuffer()));
      const page = await pdf.getPage(1);
      const { items } = await page.getTextContent();
      const text = items.map((item) => ('str' in item ? item.str : '')).join(' ');
      assert.match(text, /dati inventati: non ha valore clinico/);
      assert.match(text, /Giulia Bianchi/);
      const { info } = (await pdf.getMetadata()) as { info: { Title?: string; Language?: string } };
      assert.ok(info.Title);
      assert.equal(info.Language, 'it-IT');
      const tree: unknown = await page.getStructTree(); // null without structure, whatever the types say
      assert.match(JSON.stringify(tree), /"role":"H1"/);
    }
  });

  it('give the laboratory 200 more, whose figures show something', async () => {
    for (const _start of [1, 2]) await feedLaboratory(fse.store, Date.now());
    const response = await fse.ask(
      '/print-on-demand/statistics?by=type',
      await publisherAt(fse).token(),
    );
    const { groups } = (await response.json()) as { groups: Record<string, number>[] };
    const sum = (name: string): number =>
      groups.reduce((all, group) => all + (group[name] ?? 0), 0);
    assert.equal(sum('published') >= 200, true);
    for (const name of [
      'consulted_online',
      'printed_not_consulted',
      'printed_on_request',
      'pending',
    ])
      assert.ok(sum(name) >= 20, name);
  });
});
