/** OpenAPI of the account API (`/api/openapi.json`). */

const problem = {
  description: 'Problem details (RFC 9457)',
  content: { 'application/problem+json': {} },
};

/** The document of this API. */
export function openApi(base: string, issuer: string): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: { title: 'Account API', version: '0.1.0' },
    servers: [{ url: base }],
    components: {
      securitySchemes: {
        provider: {
          type: 'openIdConnect',
          openIdConnectUrl: `${issuer}/.well-known/openid-configuration`,
        },
      },
    },
    paths: {
      '/notifications': {
        post: {
          summary: 'Announces a report to who asked to hear of it',
          security: [{ provider: ['notify:send'] }],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: NOTIFICATION } },
          },
          responses: {
            '202': {
              description: 'Taken, whoever the person is; a repeated key sends nothing again',
            },
            ...Object.fromEntries(
              ['400', '401', '403', '413', '415', '429', '503'].map((status) => [status, problem]),
            ),
          },
        },
      },
    },
  };
}

const NOTIFICATION = {
  type: 'object',
  required: ['fiscal_number', 'event', 'audience', 'key'],
  properties: {
    fiscal_number: { type: 'string', pattern: '^TINIT-[0-9A-Z]{16}$' },
    event: { const: 'report-available' },
    audience: { enum: ['patient', 'patient-and-representatives'] },
    key: { type: 'string', minLength: 1, maxLength: 200, description: "The client's own word" },
  },
};
