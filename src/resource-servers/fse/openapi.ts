/** OpenAPI of the JSON paths (`/openapi.json`); FHIR paths are in the CapabilityStatement. */

const problem = {
  description: 'Problem details (RFC 9457)',
  content: { 'application/problem+json': {} },
};
const COPY = {
  type: 'object',
  required: ['id', 'identifier', 'type', 'published', 'state', 'consulted_on'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    identifier: { type: 'string', description: 'system|value of the document' },
    type: { type: 'string', description: 'LOINC' },
    published: { type: 'string', format: 'date' },
    state: { enum: ['pending', 'consulted', 'printed'] },
    consulted_on: { type: ['string', 'null'], format: 'date' },
  },
};
const FIGURES = [
  'published',
  'consulted_online',
  'printed_not_consulted',
  'printed_on_request',
  'pending',
];

function answer(description: string, schema: object): object {
  return { description, content: { 'application/json': { schema } } };
}

function inQuery(name: string, schema: object, description?: string): object {
  return { name, in: 'query', schema, ...(description === undefined ? {} : { description }) };
}

/** The document of this server. */
export function openApi(base: string, issuer: string): Record<string, unknown> {
  const security = [{ provider: ['fse:publish'] }];
  const refusals = {
    '400': problem,
    '401': problem,
    '403': problem,
    '429': problem,
    '503': problem,
  };
  return {
    openapi: '3.1.0',
    info: { title: 'FSE: print on demand', version: '0.1.0' },
    servers: [{ url: base }],
    components: {
      securitySchemes: {
        provider: {
          type: 'openIdConnect',
          openIdConnectUrl: `${issuer}/.well-known/openid-configuration`,
        },
      },
      schemas: { PaperCopy: COPY },
    },
    paths: {
      '/print-on-demand/documents': {
        get: {
          summary: 'Paper copies of the organisation, newest first',
          security,
          parameters: [
            inQuery(
              'state',
              { type: 'string' },
              'pending, consulted, printed; several with commas',
            ),
            inQuery('published', { type: 'string' }, 'FHIR date with prefix, such as ge2026-11-01'),
            inQuery('type', { type: 'string' }, 'LOINC'),
            inQuery('count', { type: 'integer', minimum: 0, maximum: 100 }),
            inQuery('cursor', { type: 'string' }),
          ],
          responses: {
            '200': answer('One page', {
              type: 'object',
              required: ['total', 'items', 'next'],
              properties: {
                total: { type: 'integer' },
                items: { type: 'array', items: { $ref: '#/components/schemas/PaperCopy' } },
                next: { type: ['string', 'null'], format: 'uri' },
              },
            }),
            ...refusals,
          },
        },
      },
      '/print-on-demand/documents/{id}': {
        put: {
          summary: 'Says that a copy was printed; repeating changes nothing',
          security,
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['reason'],
                  properties: { reason: { enum: ['not-consulted', 'on-request'] } },
                },
              },
            },
          },
          responses: {
            '200': answer('The copy', { $ref: '#/components/schemas/PaperCopy' }),
            '404': problem,
            '409': problem,
            ...refusals,
          },
        },
      },
      '/print-on-demand/statistics': {
        get: {
          summary: 'Figures of the organisation',
          security,
          parameters: [
            inQuery('from', { type: 'string', format: 'date' }),
            inQuery('to', { type: 'string', format: 'date' }),
            inQuery(
              'by',
              { type: 'string', default: 'month' },
              'month, type, or both with a comma',
            ),
          ],
          responses: {
            '200': answer('Groups', {
              type: 'object',
              required: ['groups'],
              properties: {
                groups: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['key', ...FIGURES],
                    properties: {
                      key: { type: 'string' },
                      ...Object.fromEntries(FIGURES.map((name) => [name, { type: 'integer' }])),
                    },
                  },
                },
              },
            }),
            ...refusals,
          },
        },
      },
    },
  };
}
