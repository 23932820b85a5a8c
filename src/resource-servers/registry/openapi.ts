/** OpenAPI of the JSON paths (`/openapi.json`); FHIR paths are in the CapabilityStatement. */

const problem = {
  description: 'Problem details (RFC 9457)',
  content: { 'application/problem+json': {} },
};
const nullable = (type: string, format?: string): object => ({
  type: [type, 'null'],
  ...(format === undefined ? {} : { format }),
});
const WHY_NOT = [
  ...['current', 'wrong-district', 'wrong-age', 'desk-only', 'same-association'],
  ...['doctor-full', 'one-change-a-day'],
];

const DOCTOR = object({
  id: { type: 'string', format: 'uuid' },
  name: { type: 'string' },
  kind: { enum: ['mmg', 'pls'], description: 'GP, paediatrician' },
  association: nullable('string'),
  district: { type: 'string' },
  city: { type: 'string' },
  hours: { type: 'string' },
  places: { type: 'integer', description: 'Places that are left' },
  choosable: { type: 'boolean' },
  why_not: { enum: [...WHY_NOT, null] },
});
const CHOICE = object({
  id: { type: 'string', format: 'uuid' },
  doctor_id: { type: 'string', format: 'uuid' },
  doctor: nullable('string'),
  kind: { enum: ['mmg', 'pls'] },
  city: nullable('string'),
  since: { type: 'string', format: 'date-time' },
  until: nullable('string', 'date-time'),
  end: { enum: ['changed', 'revoked', 'age', null] },
  by: { type: ['object', 'null'], description: 'Who chose on line: role and name' },
});

/** The document of this server. */
export function openApi(base: string, issuer: string): Record<string, unknown> {
  const refusals = Object.fromEntries(
    ['400', '401', '403', '429', '503'].map((status) => [status, problem]),
  );
  const reading = [{ provider: ['registry:read'] }];
  return {
    openapi: '3.1.0',
    info: { title: 'Registry: choice of doctor', version: '0.1.0' },
    servers: [{ url: base }],
    components: {
      securitySchemes: {
        provider: {
          type: 'openIdConnect',
          openIdConnectUrl: `${issuer}/.well-known/openid-configuration`,
        },
      },
      schemas: { Doctor: DOCTOR, Choice: CHOICE },
    },
    paths: {
      '/doctors': {
        get: {
          summary: 'Doctors of the person’s ASST by name, and whether each may be chosen now',
          security: reading,
          parameters: [
            inQuery('kind', 'mmg, pls, or both with a comma'),
            inQuery('name', 'Beginning of any word of the name'),
            inQuery('city', 'Beginning of any word of the town'),
            ...PAGING,
          ],
          responses: { '200': answer('One page', pageOf('Doctor')), ...refusals },
        },
      },
      '/doctor-choices': {
        get: {
          summary: 'Present and past doctors of the person, newest first',
          security: reading,
          parameters: PAGING,
          responses: {
            '200': answer(
              'One page',
              pageOf('Choice', {
                current: { anyOf: [ref('Choice'), { type: 'null' }] },
                changed_today: { type: 'boolean' },
              }),
            ),
            ...refusals,
          },
        },
        post: {
          summary: 'Chooses a doctor, or revokes the present one; once a day, with the PIN',
          security: [{ provider: ['registry:choose'] }],
          parameters: [
            { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  ...object({
                    action: { enum: ['choose', 'revoke'] },
                    doctor_id: nullable('string'),
                    current_doctor_id: nullable('string'),
                  }),
                  required: ['action'],
                },
              },
            },
          },
          responses: {
            '201': answer(
              'Done',
              object({
                id: { type: 'string', format: 'uuid' },
                action: { enum: ['choose', 'revoke'] },
                current: { anyOf: [ref('Choice'), { type: 'null' }] },
                previous: { anyOf: [ref('Choice'), { type: 'null' }] },
              }),
            ),
            '409': problem,
            '422': problem,
            ...refusals,
          },
        },
      },
    },
  };
}

const PAGING = [inQuery('count', 'At most 100'), inQuery('cursor', 'From `next`')];

function object(properties: Readonly<Record<string, object>>): Record<string, unknown> {
  return { type: 'object', required: Object.keys(properties), properties };
}

function pageOf(item: string, more: Readonly<Record<string, object>> = {}): object {
  return object({
    total: { type: 'integer' },
    items: { type: 'array', items: ref(item) },
    next: nullable('string', 'uri'),
    ...more,
  });
}

function ref(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

function answer(description: string, schema: object): object {
  return { description, content: { 'application/json': { schema } } };
}

function inQuery(name: string, description: string): object {
  return { name, in: 'query', schema: { type: 'string' }, description };
}
