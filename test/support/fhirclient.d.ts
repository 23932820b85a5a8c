/** Of fhirclient what we use (`paths` of tsconfig.json): its own types bring a browser's along, which contradict Node's. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Client {
  readonly patient: { readonly id: string | null; read(): Promise<{ readonly id: string }> };
  request<T>(
    request: string | { readonly url: string; readonly headers?: Record<string, string> },
    options?: { readonly pageLimit?: number; readonly flat?: boolean },
  ): Promise<T>;
  create<T>(resource: object, request?: { readonly headers?: Record<string, string> }): Promise<T>;
  update<T>(resource: object, request?: { readonly headers?: Record<string, string> }): Promise<T>;
  patch<T>(url: string, operations: readonly object[]): Promise<T>;
  /** A value of the login, by its path, such as `tokenResponse.id_token`. */
  getState(path: string): unknown;
}

interface Authorization {
  readonly iss: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly noRedirect: true;
}

interface Storage {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<unknown>;
  unset(key: string): Promise<boolean>;
}

export default function smart(
  request: IncomingMessage,
  response: ServerResponse,
  storage: Storage,
): {
  /** Answers the address to send the person to. */
  authorize(options: Authorization): Promise<string>;
  /** Redeems the code of the request it was made with. */
  ready(): Promise<Client>;
};
