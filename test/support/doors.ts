/** What a route's door says to a caller: let in, or the code of the refusal. For tables made from the routes. */
import { randomUUID } from 'node:crypto';
import type { TestService } from './service.ts';

/** The door was passed; what comes after (400, 404) is not its business. */
export const IN = 'in';

/** `POST /Slot/_search` and the like; `id` stands for `:id`, unknown unless given. */
export async function askDoor(
  server: Pick<TestService, 'ask'>,
  route: string,
  token: string,
  { codes, id = randomUUID() }: { readonly codes: readonly string[]; readonly id?: string },
): Promise<string> {
  const [method = '', path = ''] = route.split(' ');
  const isForm = path.endsWith('_search');
  const hasBody = ['POST', 'PUT', 'PATCH'].includes(method);
  const response = await server.ask(path.replace(':id', id), token, {
    method,
    ...(hasBody ? { body: isForm ? '' : '{}' } : {}),
    headers: { 'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' },
  });
  if (response.status !== 401 && response.status !== 403) return IN;
  const text = await response.text();
  return codes.find((code) => text.includes(`"${code}"`)) ?? text;
}
