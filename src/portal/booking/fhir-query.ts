/** Queries of a FHIR search, where a name may stand twice. Pure. @source FHIR R4 search */

/** A parameter and its value. */
export type Pair = readonly [name: string, value: string];

/**
 * The parameter, or nothing at all when it has no value: for lists built with spread. An empty value
 * would mean something else to a server, or be refused.
 */
export function optional(name: string, value: string | undefined): Pair[] {
  return value === undefined || value === '' ? [] : [[name, value]];
}

/**
 * As it stands after the `?`, in the order given: a range of time is one name with two values, so an
 * object would not do.
 */
export function fhirQuery(pairs: readonly Pair[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of pairs) query.append(name, value);
  return query.toString();
}
