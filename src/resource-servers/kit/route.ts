/** What a resource server's route is: who may call it, what it reads, what it answers and leaves in the log. */
import type { FhirResource } from 'fhir/r4.js';
import type { AccessFacts } from './access-facts.ts';
import type { Language } from './error-texts.ts';
import type { Access, Admitted } from './require.ts';

/** An admitted request, in words of no web framework. */
export interface Call {
  readonly caller: Admitted;
  /** Parameters of the path. */
  readonly params: Readonly<Record<string, string>>;
  /** Query and, after a POST `_search`, form: in the order they were sent. */
  readonly query: URLSearchParams;
  /** Parsed JSON, undefined without body. */
  readonly body: unknown;
  /** A request header, undefined when absent. */
  header(name: string): string | undefined;
  /** Form to answer in: `json`, or one of the route's `answers`. */
  readonly format: string;
  /** `Prefer: handling=strict`: unknown parameters are refused. */
  readonly isStrict: boolean;
  readonly language: Language;
  readonly now: number;
}

/** An answer with what the access log says of it. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is when bytes. */
  readonly body: FhirResource | Readonly<Record<string, unknown>> | Buffer | undefined;
  /** Media type when not the form's own. */
  readonly type?: string;
  readonly facts: AccessFacts;
  /** What follows once the record is durable; the answer waits for it. */
  readonly settle?: () => Promise<void>;
}

/** One method and path. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** In the words of @koa/router. */
  readonly path: string;
  /** Form of bodies and errors. */
  readonly form: 'fhir' | 'json';
  /** Ways to be admitted. */
  readonly access: readonly Access[];
  /** Most bytes of a JSON body; absent for none. `form` is a POST search. */
  readonly body?: { readonly kind: 'json' | 'form'; readonly limit: number };
  /** Types answered besides JSON. */
  readonly answers?: readonly string[];
  readonly handle: (call: Call) => Promise<Reply>;
  /** What the log says when an admitted request fails (404, 409, 412, 422). */
  readonly failure: (call: Call) => AccessFacts;
}
