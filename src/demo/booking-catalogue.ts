/** Places, services and calendars of the demo's bookings: three places, four services, sixty days. All invented. */
import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { keyed } from '../resource-servers/booking/slot-state.ts';
import type {
  Calendar,
  Code,
  HealthService,
  Place,
  StoredSlot,
} from '../resource-servers/booking/stored.ts';
import type { ServiceKind } from '../resource-servers/booking/vocabulary.ts';
import { isWorkingDay } from '../resource-servers/booking/working-days.ts';

const ROME = 'Europe/Rome';
/** Days of slots from the first start, and the times of one of them. */
const DAYS = 60;
const TIMES = ['08:30', '09:10', '09:50', '10:30', '11:10', '14:30'] as const;
const SLOT_MINUTES = 20;

/** A service of the demo. Its code is in the form of the nomenclature, and invented. */
export interface DemoService {
  readonly service: Code;
  readonly specialty: Code;
  readonly kind: ServiceKind;
  readonly clinic: string;
  readonly instruction: string;
}

/** By name. */
export const DEMO_SERVICES = {
  cardiology: {
    service: { code: '008970Z9', display: 'Prima visita cardiologica' },
    specialty: { code: 'AD_PSC008', display: 'Cardiologia' },
    kind: 'visit',
    clinic: 'Ambulatorio cardiologia',
    instruction: 'Porti la ricetta e i referti precedenti.',
  },
  eyes: {
    service: { code: '009502Z9', display: 'Prima visita oculistica' },
    specialty: { code: 'AD_PSC034', display: 'Oculistica' },
    kind: 'visit',
    clinic: 'Ambulatorio oculistica',
    instruction: 'Porti la ricetta e gli occhiali. Non guidi dopo la visita.',
  },
  ultrasound: {
    service: { code: '008876Z1', display: 'Ecografia dell’addome completo' },
    specialty: { code: 'AD_PSC069', display: 'Radiologia' },
    kind: 'test',
    clinic: 'Ambulatorio ecografia',
    instruction: 'Porti la ricetta. Venga a digiuno da sei ore.',
  },
  infections: {
    service: { code: '008971Z4', display: 'Prima visita infettivologica' },
    specialty: { code: 'AD_PSC024', display: 'Malattie infettive e tropicali' },
    kind: 'visit',
    clinic: 'Ambulatorio malattie infettive',
    instruction: 'Porti la ricetta e gli esami degli ultimi mesi.',
  },
} as const satisfies Readonly<Record<string, DemoService>>;
export type DemoServiceName = keyof typeof DEMO_SERVICES;

/** The three places. */
export const DEMO_PLACES: readonly Place[] = [
  placeAt('Poliambulatorio demo, padiglione 3', 'Via delle Prove 1', {
    city: 'Milano',
    postalCode: '20100',
    district: 'MI',
  }),
  placeAt('Ospedale demo, piano terra', 'Largo degli Esempi 7', {
    city: 'Bergamo',
    postalCode: '24100',
    district: 'BG',
  }),
  placeAt('Casa di comunità demo', 'Via dei Modelli 12', {
    city: 'Brescia',
    postalCode: '25100',
    district: 'BS',
  }),
];

/** What is offered: each service at each place. */
export const DEMO_HEALTH_SERVICES: readonly HealthService[] = DEMO_PLACES.flatMap((place) =>
  Object.values(DEMO_SERVICES).map((one) => ({
    id: demoUuid(`health service ${place.city} ${one.service.code}`),
    list: 'services' as const,
    code: one.service.code,
    service: one.service,
    specialty: one.specialty,
    provider: `ASST demo ${place.city}`,
    place: place.id,
    name: `${one.clinic}, ${place.city}`,
    instruction: one.instruction,
  })),
);

/** Their calendars, open from the first start on. */
export function demoCalendars(now: number): readonly Calendar[] {
  const first = dayOf(now).toZonedDateTime(ROME);
  return DEMO_HEALTH_SERVICES.map((one) => ({
    id: calendarOf(one.id),
    healthService: one.id,
    place: one.place,
    service: one.service,
    specialty: one.specialty,
    horizon: {
      from: first.epochMilliseconds,
      to: first.add({ days: DAYS + 1 }).epochMilliseconds,
    },
  }));
}

/** Free slots on working days, from tomorrow on. */
export function demoSlots(now: number): readonly StoredSlot[] {
  const days = Array.from({ length: DAYS }, (_, n) => dayOf(now).add({ days: n + 1 })).filter(
    (day) => isWorkingDay(day.toString()),
  );
  return DEMO_HEALTH_SERVICES.flatMap((service) =>
    days.flatMap((day) => TIMES.map((time) => demoSlot(service, instantAt(day, time)))),
  );
}

/** One slot of a health service, free. */
export function demoSlot(service: HealthService, start: number): StoredSlot {
  const calendar = calendarOf(service.id);
  return keyed({
    id: demoUuid(`slot ${calendar} ${start}`),
    calendar,
    healthService: service.id,
    place: service.place,
    service: service.code,
    specialty: service.specialty.code,
    start,
    end: start + SLOT_MINUTES * 60_000,
    revision: 0,
  });
}

/** A time on the day so many days after another, in Rome. */
export function timeInDays(now: number, days: number, time: string): number {
  return instantAt(dayOf(now).add({ days }), time);
}

/** A UUID of version 4 in form, always the same for a name: two processes that feed at once collide. */
export function demoUuid(name: string): string {
  const hex = createHash('sha256').update(`demo ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function calendarOf(healthService: string): string {
  return demoUuid(`calendar ${healthService}`);
}

function dayOf(now: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(ROME).toPlainDate();
}

function instantAt(day: Temporal.PlainDate, time: string): number {
  return day.toZonedDateTime({ timeZone: ROME, plainTime: time }).epochMilliseconds;
}

function placeAt(
  name: string,
  line: string,
  town: Pick<Place, 'city' | 'postalCode' | 'district'>,
): Place {
  const id = demoUuid(`place ${town.city}`);
  return { id, list: 'places', name, phone: '+39 02 0000 0000', line, ...town };
}
