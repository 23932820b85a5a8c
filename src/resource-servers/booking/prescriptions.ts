/** Where prescriptions come from: a port (Sistema TS), and the copy kept here that the demo fills. */
import type { BookingStores } from './collections.ts';
import type { Prescription } from './stored.ts';

/** A source of prescriptions, asked for one person at a time. */
export interface PrescriptionSource {
  /** All of a person's that are known, of whatever age. */
  ofPerson(fiscalCode: string): Promise<readonly Prescription[]>;
}

/** The source that reads this server's own copy. */
export function storedPrescriptions(
  stores: Pick<BookingStores, 'prescriptions'>,
): PrescriptionSource {
  return { ofPerson: (fiscalCode) => stores.prescriptions.find({ fiscalCode }) };
}
