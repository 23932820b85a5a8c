/** The one way to a person's prescriptions and appointments: what the reader may see of them. */
import type { PersonCaller } from '../kit/caller.ts';
import { ApiError } from '../kit/errors.ts';
import type { Admitted } from '../kit/require.ts';
import type { BookingStores } from './collections.ts';
import type { PrescriptionSource } from './prescriptions.ts';
import { type Booking, itemsOf, type Request, visible } from './rules.ts';

/** Where a person's things are read. */
export interface RecordSources {
  readonly stores: Pick<BookingStores, 'appointments'>;
  readonly prescriptions: PrescriptionSource;
}

/** What a reader sees of a person. */
export interface PersonRecord {
  readonly requests: readonly Request[];
  readonly bookings: readonly Booking[];
  /** Ids of everything there is with whether it is seen: for the access log, and for names that are taken. */
  readonly known: ReadonlyMap<string, boolean>;
  /** Everything there is: for limits alone, never for an answer. */
  readonly everything: readonly Booking[];
}

/** The caller as a person: no service has a scope of this server. @throws ApiError ACCESS_DENIED_LEVEL */
export function personOf({ caller }: { readonly caller: Admitted }): Admitted & PersonCaller {
  if (caller.kind !== 'person') throw new ApiError('ACCESS_DENIED_LEVEL');
  return caller;
}

/** Reads a person's things; the same is read whatever is asked of it. A person has hundreds, not millions. */
export async function readRecord(
  { stores, prescriptions }: RecordSources,
  { fiscalCode, detail }: Pick<Admitted & PersonCaller, 'fiscalCode' | 'detail'>,
): Promise<PersonRecord> {
  const [ordered, booked] = await Promise.all([
    prescriptions.ofPerson(fiscalCode),
    stores.appointments.find({ fiscalCode }),
  ]);
  const { requests, bookings } = itemsOf(ordered, booked);
  const reader = { isDelegate: detail !== undefined };
  return {
    requests: requests.filter((one) => visible(one, reader)),
    bookings: bookings.filter((one) => visible(one, reader)),
    known: new Map([
      ...requests.map((one) => [one.prescription.id, visible(one, reader)] as const),
      ...bookings.map((one) => [one.appointment.id, visible(one, reader)] as const),
    ]),
    everything: bookings,
  };
}

/** One appointment the reader sees. @throws ApiError RESOURCE_NOT_FOUND */
export function bookingIn({ bookings }: PersonRecord, id: string | undefined): Booking {
  const found = bookings.find(({ appointment }) => appointment.id === id);
  if (!found) throw new ApiError('RESOURCE_NOT_FOUND');
  return found;
}
