/** Notes of the taccuino as a client sends them. */

/** A note to be sent; `id` for a PUT. */
export interface SentNote {
  readonly id?: string;
  readonly title?: string;
  readonly text?: string;
  readonly date?: string;
  readonly isPrivate?: boolean;
}

/** The DocumentReference of a note. */
export function sentNote({
  id,
  title = 'Pressione',
  text = 'Pressione 130/84',
  date = '2026-11-20T07:30:00+01:00',
  isPrivate = false,
}: SentNote = {}): Record<string, unknown> {
  return {
    resourceType: 'DocumentReference',
    ...(id === undefined ? {} : { id }),
    status: 'current',
    type: { coding: [{ system: 'http://loinc.org', code: '53576-5' }] },
    category: [{ coding: [{ system: 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.5', code: 'TAC' }] }],
    date,
    description: title,
    content: [
      {
        attachment: {
          contentType: 'text/plain;charset=utf-8',
          data: Buffer.from(text).toString('base64'),
        },
      },
    ],
    ...(isPrivate
      ? {
          context: {
            event: [
              { coding: [{ system: 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.3', code: 'P99' }] },
            ],
          },
        }
      : {}),
  };
}
