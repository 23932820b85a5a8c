/** The database of the booking server: every collection declared once. */
import type {
  AnyDeclaration,
  Collection,
  CollectionDeclaration,
  Store,
} from '../../storage/collection.ts';
import { openTrailStores, TRAIL_COLLECTIONS, type TrailStores } from '../kit/trail-collections.ts';
import type {
  Calendar,
  HealthService,
  Place,
  Prescription,
  StoredAppointment,
  StoredSlot,
} from './stored.ts';

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const object = { type: Object, required: true } as const;
const indexed = { ...text, index: true } as const;

const prescriptions: CollectionDeclaration<Prescription> = {
  name: 'prescriptions',
  fields: {
    fiscalCode: indexed,
    nre: text,
    service: object,
    kind: text,
    priority: text,
    label: text,
    authoredAt: number,
    requester: text,
    reason: { type: String },
  },
};

const places: CollectionDeclaration<Place> = {
  name: 'places',
  fields: {
    list: indexed,
    name: text,
    phone: text,
    line: text,
    city: text,
    postalCode: text,
    district: text,
  },
};

const healthServices: CollectionDeclaration<HealthService> = {
  name: 'healthServices',
  fields: {
    list: indexed,
    code: indexed,
    service: object,
    specialty: object,
    provider: text,
    place: text,
    name: text,
    instruction: text,
  },
};

const calendars: CollectionDeclaration<Calendar> = {
  name: 'calendars',
  fields: { healthService: text, place: text, service: object, specialty: object, horizon: object },
};

const slots: CollectionDeclaration<StoredSlot> = {
  name: 'slots',
  fields: {
    calendar: text,
    healthService: text,
    place: text,
    service: text,
    specialty: text,
    start: number,
    end: number,
    byService: indexed,
    byCalendar: indexed,
    revision: number,
    takenBy: { type: String },
    holdUntil: { type: Number, index: true },
  },
};

const appointments: CollectionDeclaration<StoredAppointment> = {
  name: 'appointments',
  fields: {
    fiscalCode: indexed,
    revision: number,
    updatedAt: number,
    createdAt: number,
    status: text,
    prescription: text,
    slot: text,
    start: number,
    end: number,
    place: text,
    healthService: text,
    service: object,
    specialty: object,
    instruction: text,
    label: text,
    bookingCode: { ...text, unique: true },
    identifier: { type: Object },
    beyondPriority: { type: String },
    movedFrom: { type: Object },
    comment: { type: String },
    cancelationReason: { type: Object },
    writerKey: { type: String, unique: true },
    liveFor: { type: String, unique: true },
    liveSlot: { type: String, unique: true },
    seat: { type: String, unique: true },
  },
};

/** All of them, for `migrate`. */
export const BOOKING_COLLECTIONS: readonly AnyDeclaration[] = [
  prescriptions,
  places,
  healthServices,
  calendars,
  slots,
  appointments,
  ...TRAIL_COLLECTIONS,
];

/** The opened collections. */
export interface BookingStores extends TrailStores {
  readonly prescriptions: Collection<Prescription>;
  readonly places: Collection<Place>;
  readonly healthServices: Collection<HealthService>;
  readonly calendars: Collection<Calendar>;
  readonly slots: Collection<StoredSlot>;
  readonly appointments: Collection<StoredAppointment>;
}

/** The collections of an opened and migrated database. */
export function openBookingStores(store: Store): BookingStores {
  return {
    prescriptions: store.collection(prescriptions),
    places: store.collection(places),
    healthServices: store.collection(healthServices),
    calendars: store.collection(calendars),
    slots: store.collection(slots),
    appointments: store.collection(appointments),
    ...openTrailStores(store),
  };
}
