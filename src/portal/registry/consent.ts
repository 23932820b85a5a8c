/** Consents as the pages show them, read from the registry. Pure. @source resource-servers 5 */
import { z } from 'zod';
import { instantText, readFound } from '../fhir-answer.ts';

/** Purposes that we have words for. @source DM 7 Sept 2023 art. 8 */
export const PURPOSES = ['cura', 'prevenzione', 'prevenzione-c2', 'a-ter'] as const;
export type Purpose = (typeof PURPOSES)[number];

export type Decision = 'permit' | 'deny';

export interface Consent {
  readonly id: string;
  readonly version: string;
  /** Undefined for one that we have no words for: then `name` says what it is. */
  readonly purpose: Purpose | undefined;
  /** Italian words of the registry. */
  readonly name: string;
  /** The text in force, Italian, and its version: what a decision names. */
  readonly text: string;
  readonly textUri: string;
  readonly status: 'proposed' | 'active' | 'inactive';
  readonly decision: Decision | undefined;
  /** Epoch ms. */
  readonly decidedAt: number | undefined;
  readonly decidedBy: string | undefined;
  /** Version of the text that was decided on. */
  readonly decidedText: string | undefined;
}

const PURPOSE = 'urn:gass:fse-purpose';
const CURRENT_TEXT = 'urn:gass:current-text';

const consent = z.object({
  id: z.string(),
  meta: z.object({ versionId: z.string() }),
  status: z.string(),
  text: z.object({ div: z.string() }).optional(),
  extension: z.array(z.object({ url: z.string(), valueUri: z.string().optional() })).default([]),
  category: z.array(
    z.object({
      coding: z.array(
        z.object({
          system: z.string().optional(),
          code: z.string(),
          display: z.string().optional(),
        }),
      ),
    }),
  ),
  policy: z.array(z.object({ uri: z.string().optional() })).default([]),
  dateTime: instantText.optional(),
  performer: z.array(z.object({ display: z.string().optional() })).default([]),
  provision: z.object({ type: z.enum(['permit', 'deny']).optional() }).default({}),
});

/** Reads the consents of a person, or the decisions on one, newest first. */
export function readConsents(json: unknown): Consent[] {
  return readFound(json).matches.map(readConsent);
}

/** Reads one. */
export function readConsent(json: unknown): Consent {
  const read = consent.parse(json);
  const coding = read.category
    .flatMap((one) => one.coding)
    .find(({ system }) => system === PURPOSE);
  const { status } = read;
  return {
    id: read.id,
    version: read.meta.versionId,
    purpose: PURPOSES.find((one) => one === coding?.code),
    name: coding?.display ?? coding?.code ?? '',
    text: wordsOf(read.text?.div ?? ''),
    textUri: read.extension.find(({ url }) => url === CURRENT_TEXT)?.valueUri ?? '',
    status: status === 'active' || status === 'inactive' ? status : 'proposed',
    decision: read.provision.type,
    decidedAt: read.dateTime,
    decidedBy: read.performer[0]?.display,
    decidedText: read.policy.flatMap(({ uri }) => (uri?.startsWith('urn:') ? [uri] : []))[0],
  };
}

/** The version of a text as people can say it: the last part of its name. */
export function textVersion(uri: string): string {
  return uri.split(':').at(-1) ?? '';
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** The words of a narrative, without its markup: the page escapes them again. */
function wordsOf(div: string): string {
  return div
    .replaceAll(/<\/p>\s*<p>/g, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .trim();
}
