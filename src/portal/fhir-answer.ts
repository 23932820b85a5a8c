/** FHIR answers in the portal's words: pages of a search, references, versions. Pure. */
import { z } from 'zod';

/** Ids in FHIR's alphabet; anything else is no address of anything. */
export const FHIR_ID = /^[A-Za-z0-9.-]{1,64}$/;

const resource = z.looseObject({ resourceType: z.string(), id: z.string().regex(FHIR_ID) });
const bundle = z.object({
  resourceType: z.literal('Bundle'),
  total: z.number().int().nonnegative(),
  link: z.array(z.object({ relation: z.string(), url: z.string() })).default([]),
  entry: z
    .array(z.object({ resource, search: z.object({ mode: z.string() }).optional() }))
    .default([]),
});

export type Resource = z.infer<typeof resource>;

/** One page of a search. */
export interface Found {
  readonly total: number;
  readonly matches: readonly Resource[];
  /** What was asked to come with them, by `Type/id`. */
  readonly included: ReadonlyMap<string, Resource>;
  /** Cursor of the next page: only it is taken from the link, the portal follows no given address. */
  readonly next: string | undefined;
}

/** Reads one page. Throws when it is no searchset. */
export function readFound(json: unknown): Found {
  const page = bundle.parse(json);
  const next = page.link.find(({ relation }) => relation === 'next')?.url;
  const matches: Resource[] = [];
  const included = new Map<string, Resource>();
  for (const { resource: one, search } of page.entry) {
    if (search?.mode === 'include') included.set(`${one.resourceType}/${one.id}`, one);
    else matches.push(one);
  }
  return { total: page.total, matches, included, next: next && cursorOf(next) };
}

/** `If-Match` of what was seen in this version. */
export function versionTag(version: string): string {
  return `W/"${version}"`;
}

/** An instant of FHIR as epoch ms. */
export const instantText = z
  .string()
  .transform((text) => Date.parse(text))
  .pipe(z.number());

/** The words of a concept: its text, or what its first code is called. */
export const conceptText = z
  .object({
    text: z.string().optional(),
    coding: z.array(z.object({ display: z.string().optional() })).default([]),
  })
  .transform(({ text, coding }) => text ?? coding[0]?.display ?? '');

/** The first code of a concept and its system. */
export const conceptCode = z
  .object({
    coding: z.tuple([z.object({ system: z.string().default(''), code: z.string() })], z.unknown()),
  })
  .transform(({ coding: [first] }) => first);

/** A concept as a search writes it: `system|code`. */
export function conceptToken(concept: unknown): string {
  const { system, code } = conceptCode.parse(concept);
  return `${system}|${code}`;
}

function cursorOf(link: string): string | undefined {
  return new URLSearchParams(link.slice(link.indexOf('?') + 1)).get('_cursor') ?? undefined;
}
