/** Retrieving a document (ITI-68): its bytes, or a FHIR Binary for clients that read JSON alone. */
import { ApiError } from '../kit/errors.ts';
import type { Call, Reply } from '../kit/route.ts';
import { toCivilDate } from '../kit/rome.ts';
import type { FseStores } from './collections.ts';
import { binary } from './document-reference.ts';
import { visibleItem } from './record.ts';
import { readFacts } from './read-facts.ts';
import { CLASSES } from './vocabulary.ts';

/** The answer to `Binary/{id}`; marks the paper copy as unnecessary once the reading is on record. */
export async function readBinary(call: Call, stores: FseStores): Promise<Reply> {
  const { document } = await visibleItem(stores, call.caller, call.params['id']);
  const content = await stores.contents.get(document.id);
  if (!content) throw new ApiError('INTERNAL_ERROR', { detail: 'a document has no content' }); // it was stored first
  const file = `${CLASSES[document.class].file}-${toCivilDate(document.date)}.pdf`;
  const isJson = call.format === 'json';
  return {
    status: 200,
    headers: isJson ? {} : { 'Content-Disposition': `inline; filename="${file}"` },
    ...(isJson ? {} : { type: 'application/pdf' }),
    body: isJson ? binary(document, content.data) : Buffer.from(content.data, 'base64'),
    facts: readFacts(call),
    settle: () => markConsulted(stores, document.id, call.now),
  };
}

/** The first reading on line makes the paper copy unnecessary. @source brochure; resource-servers 2 */
async function markConsulted(stores: FseStores, id: string, now: number): Promise<void> {
  await stores.papers.update(id, (copy) =>
    copy.consultedAt === undefined ? { ...copy, consultedAt: now } : copy,
  );
}
