/** OpenAPI of the JSON paths (`/openapi.json`); FHIR paths are in the CapabilityStatement. */
import { REASON_LENGTH } from '../../../config/limits.ts';
import { DECLARABLE_CODES } from './codes.ts';
import { ANSWERS, DATE, object, ref, SCHEMAS, SHA256, TEXT, UUID } from './openapi-schemas.ts';

const problem = {
  description: 'Problem details (RFC 9457)',
  content: { 'application/problem+json': {} },
};
/** The document of this server. */
export function openApi(base: string, issuer: string): Record<string, unknown> {
  const reads = { security: [{ provider: ['exemption:read'] }] };
  const signs = { security: [{ provider: ['exemption:declare'] }] };
  const description =
    'Needs acr urn:gass:acr:pin. The person, a parent or a guardian with the action declare; never a mandate.';
  return {
    openapi: '3.1.0',
    info: { title: 'Exemptions: sworn declarations', version: '0.1.0' },
    servers: [{ url: base }],
    components: {
      securitySchemes: {
        provider: {
          type: 'openIdConnect',
          openIdConnectUrl: `${issuer}/.well-known/openid-configuration`,
        },
      },
      schemas: SCHEMAS,
    },
    paths: {
      '/declaration-texts': {
        get: {
          summary: 'The texts this person may sign today',
          ...reads,
          responses: responses(
            { '200': json('Texts', object({ items: { type: 'array', items: ref('Text') } })) },
            [],
          ),
        },
      },
      '/declarations': {
        get: {
          summary: 'Declarations, newest first',
          ...reads,
          parameters: [
            inQuery('count', { type: 'integer', minimum: 0, maximum: 100 }),
            inQuery('cursor', TEXT),
          ],
          responses: responses({ '200': json('One page', pageOf(ref('State'))) }, []),
        },
        post: {
          summary: 'Signs a declaration',
          description,
          ...signs,
          parameters: [KEY],
          requestBody: body(
            object({
              code: { enum: DECLARABLE_CODES },
              text_version: TEXT,
              text_sha256: SHA256,
              facts: ANSWERS,
              accepted: { const: true },
            }),
          ),
          responses: responses({ '201': json('Signed', ref('Declaration')) }, ['409', '422']),
        },
      },
      '/declarations/{id}': {
        get: {
          summary: 'One declaration, or its receipt as PDF',
          ...reads,
          parameters: [ID],
          responses: responses(
            {
              '200': {
                description: 'The declaration, or the receipt',
                content: {
                  'application/json': { schema: ref('State') },
                  'application/pdf': {},
                },
              },
            },
            ['404'],
          ),
        },
      },
      '/declarations/{id}/revocation': {
        post: {
          summary: 'Withdraws a declaration; 200 when it was withdrawn before',
          description,
          ...signs,
          parameters: [ID, KEY],
          requestBody: body(
            object({ reason: { ...TEXT, minLength: 1, maxLength: REASON_LENGTH }, from: DATE }),
          ),
          responses: responses(
            {
              '200': json('Withdrawn before', ref('Revocation')),
              '201': json('Withdrawn', ref('Revocation')),
            },
            ['404', '409', '422'],
          ),
        },
      },
    },
  };
}

const ID = { name: 'id', in: 'path', required: true, schema: UUID };
const KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{8,128}$' },
};

function pageOf(items: object): object {
  return object({
    total: { type: 'integer' },
    items: { type: 'array', items },
    next: { type: ['string', 'null'], format: 'uri' },
  });
}

function body(schema: object): object {
  return { required: true, content: { 'application/json': { schema } } };
}

function json(description: string, schema: object): object {
  return { description, content: { 'application/json': { schema } } };
}

function inQuery(name: string, schema: object): object {
  return { name, in: 'query', schema };
}

/** The answers of a path with every way to be refused. */
function responses(good: object, refusals: readonly string[]): object {
  const all = ['400', '401', '403', '406', '429', '503', ...refusals];
  return { ...good, ...Object.fromEntries(all.map((status) => [status, problem])) };
}
