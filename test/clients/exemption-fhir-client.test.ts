/** A FHIR client that is not ours reads exemptions unchanged: fhir-kit-client 2. */
import assert from 'node:assert/strict';
import { Client } from 'fhir-kit-client';
import { type TestExemption, testExemption } from '../support/exemption.ts';

interface Answer {
  readonly [member: string]: unknown;
  readonly id?: string;
  readonly total?: number;
  readonly entry?: readonly { readonly resource: Answer }[];
}

describe('fhir-kit-client at the exemption server', () => {
  let server: TestExemption;
  before(async () => {
    server = await testExemption();
  });
  after(() => server[Symbol.asyncDispose]());
  // The client's resources are typed as bare objects.
  const plain = async (answer: Promise<object> | undefined): Promise<Answer> =>
    (await answer) as Answer;

  it('finds, pages and reads Giulia’s two; acting for Luca his one', async () => {
    const client = new Client({ baseUrl: server.url, bearerToken: await server.self('Giulia') });
    assert.equal((await client.smartAuthMetadata()).tokenUrl?.href, `${server.issuer.url}/token`);
    const capability = await plain(client.capabilityStatement());
    assert.ok(JSON.stringify(capability).includes('"Coverage"'));
    const first = await plain(
      client.search({
        resourceType: 'Coverage',
        searchParams: { beneficiary: `Patient/${server.people.Giulia.sub}`, _count: 1 },
      }),
    );
    const second = await plain(
      client.nextPage({ bundle: first as unknown as Parameters<Client['nextPage']>[0]['bundle'] }),
    );
    const shown = [first, second]
      .flatMap(({ entry }) => entry ?? [])
      .map(({ resource }) => resource);
    assert.equal(first.total, 2);
    assert.deepEqual(
      shown.map((one) => (one['identifier'] as { value: string }[])[0]?.value).sort(),
      ['020', 'E02'],
    );
    for (const { id = '' } of shown)
      assert.equal((await plain(client.read({ resourceType: 'Coverage', id }))).id, id);
    const posted = await plain(
      client.search({
        resourceType: 'Coverage',
        searchParams: { status: 'active', type: 'RE' },
        options: { postSearch: true },
      }),
    );
    assert.equal(posted.total, 1);

    const parent = await server.acting('Luca', 'parental');
    const ofLuca = new Client({ baseUrl: server.url, bearerToken: parent });
    assert.equal(
      (await plain(ofLuca.search({ resourceType: 'Coverage', searchParams: {} }))).total,
      1,
    );
  });

  it('is told in FHIR what is refused', async () => {
    const token = await server.acting('Anna', 'mandate', { actions: ['book'] });
    const client = new Client({ baseUrl: server.url, bearerToken: token });
    await assert.rejects(
      client.search({ resourceType: 'Coverage', searchParams: {} }),
      (error: { response?: { status?: number; data?: Answer } }) => {
        assert.equal(error.response?.status, 403);
        assert.equal(error.response.data?.['resourceType'], 'OperationOutcome');
        return true;
      },
    );
  });
});
