/** The body of a service's answer, within what one may weigh. */

/** @throws RangeError longer than `limit` bytes · whatever broke the connection */
export async function readBounded(response: Response, limit: number): Promise<Buffer> {
  const body: AsyncIterable<Uint8Array> | null = response.body;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.length;
    if (size > limit) throw new RangeError('too long');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
