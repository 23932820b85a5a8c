/** The environment's variables by name: the only place where they are read. */
import { z } from 'zod';

const switchWord = z.enum(['on', 'off'], { error: 'must be on or off' });
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port number, at most 65535');
const origin = z.string().superRefine((value, context) => {
  const problem = originProblem(value);
  if (problem) context.addIssue({ code: 'custom', message: problem });
});

/** One field per variable; defaults that depend on others are made in `settings.ts`. */
export const environmentSchema = z.object({
  NODE_ENV: z.string().optional(),
  GASS_DATABASE: z.string().optional(),
  GASS_FSE_DATABASE: z.string().optional(),
  GASS_BOOKING_DATABASE: z.string().optional(),
  GASS_EXEMPTION_DATABASE: z.string().optional(),
  GASS_REGISTRY_DATABASE: z.string().optional(),
  GASS_PORTAL_DATABASE: z.string().optional(),
  GASS_VAR: z.string().min(1, 'must name a folder').default('./var'),
  GASS_ISSUER: origin.optional(),
  GASS_LISTEN: z.string().min(1, 'must be an address to listen on').default('127.0.0.1'),
  GASS_SMS: z.enum(['outbox', 'vonage'], { error: 'must be outbox or vonage' }).optional(),
  GASS_MAIL: z.string().optional(),
  GASS_DEMO: switchWord.optional(),
  GASS_DECLARATIONS: switchWord.optional(),
  GASS_VONAGE_API_KEY: z.string().optional(),
  GASS_VONAGE_API_SECRET: z.string().optional(),
  GASS_VONAGE_HOST: z.string().optional(),
  GASS_TRUSTED_PROXIES: z.string().default(''),
  GASS_CLIENTS: z.string().optional(),
  GASS_FSE_URL: origin.optional(),
  GASS_BOOKING_URL: origin.optional(),
  GASS_EXEMPTION_URL: origin.optional(),
  GASS_REGISTRY_URL: origin.optional(),
  GASS_COUNTER_URL: origin.optional(),
  GASS_PORTAL_URL: origin.optional(),
  GASS_PROVIDER_PORT: port.optional(),
  GASS_FSE_PORT: port.optional(),
  GASS_BOOKING_PORT: port.optional(),
  GASS_EXEMPTION_PORT: port.optional(),
  GASS_REGISTRY_PORT: port.optional(),
  GASS_COUNTER_PORT: port.optional(),
  GASS_PORTAL_PORT: port.optional(),
});

export type Environment = z.output<typeof environmentSchema>;

/** What is wrong with an origin such as `https://accesso.example`, or undefined. */
function originProblem(value: string): string | undefined {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return 'must be an address such as https://accesso.example';
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return 'must begin with http:// or https://';
  if (url.origin !== value)
    return `must be an origin without path or slash at the end: ${url.origin}`;
  return undefined;
}
