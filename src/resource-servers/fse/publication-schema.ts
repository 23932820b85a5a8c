/** The elements of a published DocumentReference that we read, with their bounds. @source IHE MHD ITI-105 */
import { z } from 'zod';
import { FISCAL_CODE_OID, FISCAL_CODE_SYSTEM } from '../kit/patient-match.ts';
import { NRE_ACCEPTED, NRE_SHAPE, SYSTEMS } from './vocabulary.ts';

const word = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}]*$/u);
const title = z
  .string()
  .trim()
  .min(1)
  .max(512)
  .regex(/^[^\p{Cc}]*$/u);
const coding = z
  .object({ system: word, code: word, display: word.optional() })
  .transform(({ display, ...code }) => ({
    ...code,
    ...(display === undefined ? {} : { display }),
  }));
const concept = z.object({ coding: z.array(coding).min(1).max(20) });
const one = z.object({ coding: z.tuple([coding], coding) });
const instant = z.iso.datetime({ offset: true });
const time = z.union([instant, z.iso.date()]);
const person = z.object({ system: z.enum([FISCAL_CODE_SYSTEM, FISCAL_CODE_OID]), value: word });
const prescription = z.object({
  system: z.enum([SYSTEMS.nre, NRE_ACCEPTED]),
  value: z.string().regex(NRE_SHAPE),
});

/** The body of ITI-105. A literal Patient is refused: this server knows people by fiscal code alone. */
export const publicationSchema = z.object({
  resourceType: z.literal('DocumentReference'),
  masterIdentifier: z.object({ system: word, value: word }),
  status: z.literal('current'),
  type: concept,
  category: z.array(concept).min(1).max(5),
  subject: z.object({ reference: z.undefined().optional(), identifier: person }),
  date: instant,
  author: z.tuple([z.object({ display: title, identifier: person.optional() })], z.unknown()),
  custodian: z.object({ identifier: z.object({ value: word }), display: title.optional() }),
  securityLabel: z.array(concept).max(10).default([]),
  description: title.optional(),
  relatesTo: z
    .array(z.object({ code: z.literal('replaces'), target: z.object({ reference: word }) }))
    .max(1)
    .default([]),
  content: z.tuple([
    z.object({
      attachment: z.object({
        contentType: z.enum(['application/pdf', 'application/pdf+text/x-cda-r2+xml']),
        data: z.base64().min(1),
        size: z.number().int().positive(),
        hash: z.base64().min(1).max(64),
        title: title.optional(),
        creation: time.optional(),
      }),
      format: coding.optional(),
    }),
  ]),
  context: z.object({
    event: z.array(concept).max(50).default([]),
    period: z.object({ start: time.optional(), end: time.optional() }).optional(),
    facilityType: one,
    practiceSetting: one,
    related: z
      .array(z.object({ identifier: prescription }))
      .max(20)
      .default([]),
  }),
});
