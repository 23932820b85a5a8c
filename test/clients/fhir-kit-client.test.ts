/** A FHIR client that is not ours reads the health record unchanged: fhir-kit-client 2. */
import assert from 'node:assert/strict';
import { Client } from 'fhir-kit-client';
import { demoSubjects, feedSubjects, type Subjects, tokensFor } from '../support/demo-subjects.ts';
import { type TestFse, testFse } from '../support/fse.ts';
import { publication, publisherAt } from '../support/publication.ts';

/** What this client gives back: plain JSON. */
interface Answer {
  readonly [member: string]: unknown;
  readonly id?: string;
  readonly total?: number;
  readonly data?: string;
  readonly entry?: readonly { readonly resource: Answer }[];
}

describe('fhir-kit-client at the health record', () => {
  let fse: TestFse;
  let people: Subjects;
  const as = (token: string): Client => new Client({ baseUrl: fse.url, bearerToken: token });
  // The client's resources are typed as bare objects.
  const plain = async (answer: Promise<object> | undefined): Promise<Answer> =>
    (await answer) as Answer;
  before(async () => {
    fse = await testFse();
    people = demoSubjects();
    await feedSubjects(fse.store, people);
  });
  after(() => fse[Symbol.asyncDispose]());

  it('discovers the provider, searches, pages, reads and opens a document', async () => {
    const client = as(await tokensFor(fse.issuer, people, fse.url).self('Giulia'));
    assert.equal((await client.smartAuthMetadata()).tokenUrl?.href, `${fse.issuer.url}/token`);
    const first = await plain(
      client.search({
        resourceType: 'DocumentReference',
        searchParams: { patient: people.Giulia.sub, _count: 4 },
      }),
    );
    assert.equal(first.total, 10);
    const second = await plain(
      client.nextPage({ bundle: first as unknown as Parameters<Client['nextPage']>[0]['bundle'] }),
    );
    assert.equal(second.entry?.length, 4);
    const id = first.entry?.[0]?.resource.id ?? '';
    assert.equal((await plain(client.read({ resourceType: 'DocumentReference', id }))).id, id);
    const binary = await plain(client.read({ resourceType: 'Binary', id }));
    assert.equal(
      Buffer.from(binary.data ?? '', 'base64')
        .subarray(0, 5)
        .toString(),
      '%PDF-',
    );
    const posted = await plain(
      client.search({
        resourceType: 'DocumentReference',
        searchParams: { category: 'REF' },
        options: { postSearch: true },
      }),
    );
    assert.equal(posted.total, 5);
  });

  it('is told in FHIR what is refused', async () => {
    const client = as(await tokensFor(fse.issuer, people, fse.url).acting('Luca', 'parental'));
    await assert.rejects(
      client.read({
        resourceType: 'DocumentReference',
        id: '3f0f7e2b-5a77-4c1c-8b3a-c1a4f0de90a7',
      }),
      (error: { response?: { status?: number; data?: Answer } }) => {
        assert.equal(error.response?.status, 404);
        assert.equal(error.response.data?.['resourceType'], 'OperationOutcome');
        return true;
      },
    );
  });

  it('publishes a document once, however often it asks', async () => {
    const client = as(await publisherAt(fse).token());
    const body = publication({ value: 'kit', fiscalCode: people.Mario.fiscalCode });
    const create = (): Promise<Answer> =>
      plain(
        client.create({
          resourceType: 'DocumentReference',
          body: body as unknown as Parameters<Client['create']>[0]['body'],
        }),
      );
    const { id } = await create();
    assert.equal((await create()).id, id);
  });

  it('hides and shows a document', async () => {
    const client = as(await tokensFor(fse.issuer, people, fse.url).self('Anna'));
    const list = await plain(
      client.search({ resourceType: 'DocumentReference', searchParams: {} }),
    );
    const id = list.entry?.[0]?.resource.id ?? '';
    for (const name of ['hide', 'unhide']) {
      const input = { resourceType: 'Parameters', parameter: [{ name: 'code', valueCode: 'P99' }] };
      const answer = await plain(
        client.operation({ name, resourceType: 'DocumentReference', id, input }),
      );
      assert.equal(JSON.stringify(answer).includes(id), true);
    }
  });
});
