/** A FHIR client that is not ours reads the registry and keeps notes unchanged: fhir-kit-client 2. */
import assert from 'node:assert/strict';
import { Client } from 'fhir-kit-client';
import { testRegistry, type TestRegistry } from '../support/registry.ts';
import { sentNote } from '../support/registry-notes.ts';

/** What this client gives back: plain JSON. */
interface Answer {
  readonly [member: string]: unknown;
  readonly id?: string;
  readonly total?: number;
  readonly description?: string;
  readonly meta?: { readonly versionId: string };
  readonly entry?: readonly { readonly resource: Answer }[];
}

type Body = Parameters<Client['create']>[0]['body'];

describe('fhir-kit-client at the registry', () => {
  let registry: TestRegistry;
  let client: Client;
  // The client's resources are typed as bare objects.
  const plain = async (answer: Promise<object> | undefined): Promise<Answer> =>
    (await answer) as Answer;
  before(async () => {
    registry = await testRegistry();
    const bearerToken = await registry.token('Giulia');
    client = new Client({ baseUrl: registry.url, bearerToken });
  });
  after(() => registry[Symbol.asyncDispose]());

  it('discovers the provider and reads the person', async () => {
    const { tokenUrl } = await client.smartAuthMetadata();
    assert.equal(tokenUrl?.href, `${registry.issuer.url}/token`);
    const { sub: id } = registry.people.Giulia;
    const patient = await plain(client.read({ resourceType: 'Patient', id }));
    assert.equal(patient['birthDate'], '1984-05-20');
  });

  it('reads consents and their history, and takes one back', async () => {
    const searchParams = { patient: registry.people.Giulia.sub };
    const list = await plain(client.search({ resourceType: 'Consent', searchParams }));
    assert.equal(list.total, 4);
    const consent = list.entry?.[0]?.resource ?? {};
    const id = consent.id ?? '';
    const body = { ...consent, provision: { type: 'deny' } } as unknown as Body;
    const after = await plain(client.update({ resourceType: 'Consent', id, body }));
    assert.equal(after.meta?.versionId, '2');
    const history = await plain(client.history({ resourceType: 'Consent', id }));
    assert.equal(history.total, 2);
  });

  it('writes, finds, changes and deletes a note; a stale one is refused', async () => {
    const resourceType = 'DocumentReference';
    const note = await plain(
      client.create({ resourceType, body: sentNote({ title: 'Dal kit' }) as unknown as Body }),
    );
    const id = note.id ?? '';
    const found = await plain(
      client.search({
        resourceType,
        searchParams: { description: 'dal' },
        options: { postSearch: true },
      }),
    );
    assert.equal(found.entry?.[0]?.resource.id, id);
    const put = (title: string): Promise<Answer> =>
      plain(
        client.update({
          resourceType,
          id,
          body: { ...note, description: title } as unknown as Body,
          options: { headers: { 'If-Match': 'W/"1"' } },
        }),
      );
    assert.equal((await put('Cambiata')).description, 'Cambiata');
    await assert.rejects(put('Vecchia'), (error: { response?: { status?: number } }) => {
      assert.equal(error.response?.status, 412);
      return true;
    });
    await client.delete({ resourceType, id });
    await assert.rejects(client.read({ resourceType, id }));
  });
});
