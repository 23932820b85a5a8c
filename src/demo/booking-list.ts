/** Which prescription and appointment of the demo is whose. @source resource-servers 7; held by a test */
import type { SecurityLabel } from '../resource-servers/booking/stored.ts';
import type { Priority } from '../resource-servers/booking/vocabulary.ts';
import type { DemoServiceName } from './booking-catalogue.ts';

/** One prescription of one person, perhaps booked already. */
export interface DemoPrescription {
  readonly nre: string;
  readonly service: DemoServiceName;
  readonly priority: Priority;
  /** Days before the first start. */
  readonly daysAgo: number;
  readonly reason: string;
  readonly label?: SecurityLabel;
  /** Days after the first start (before it: negative), and the time. */
  readonly appointment?: { readonly inDays: number; readonly time: string };
}

/** By the person's first name. */
export const DEMO_PRESCRIPTIONS: Readonly<Record<string, readonly DemoPrescription[]>> = {
  Giulia: [
    {
      nre: '0300A4000000105',
      service: 'eyes',
      priority: 'B',
      daysAgo: 8,
      reason: 'Calo della vista',
    },
    {
      nre: '0300A4000000311',
      service: 'cardiology',
      priority: 'D',
      daysAgo: 4,
      reason: 'Palpitazioni',
    },
    {
      nre: '0300A4000000312',
      service: 'ultrasound',
      priority: 'D',
      daysAgo: 20,
      reason: 'Dolori addominali',
      appointment: { inDays: 10, time: '10:00' },
    },
    {
      nre: '0300A4000000313',
      service: 'cardiology',
      priority: 'P',
      daysAgo: 40,
      reason: 'Controllo',
      appointment: { inDays: 1, time: '12:00' },
    },
    {
      nre: '0300A4000000314',
      service: 'eyes',
      priority: 'P',
      daysAgo: 120,
      reason: 'Controllo',
      appointment: { inDays: -15, time: '11:00' },
    },
  ],
  Luca: [
    {
      nre: '0300A4000000321',
      service: 'eyes',
      priority: 'P',
      daysAgo: 12,
      reason: 'Controllo della vista',
    },
  ],
  Sara: [
    {
      nre: '0300A4000000331',
      service: 'eyes',
      priority: 'D',
      daysAgo: 6,
      reason: 'Mal di testa alla lettura',
    },
    {
      nre: '0300A4000000332',
      service: 'infections',
      priority: 'D',
      daysAgo: 3,
      reason: 'Controllo',
      label: 'V',
    },
  ],
  Pietro: [
    {
      nre: '0300A4000000341',
      service: 'cardiology',
      priority: 'D',
      daysAgo: 9,
      reason: 'Scompenso cardiaco',
      appointment: { inDays: 20, time: '10:20' },
    },
  ],
  Anna: [
    {
      nre: '0300A4000000351',
      service: 'cardiology',
      priority: 'D',
      daysAgo: 5,
      reason: 'Ipertensione',
    },
    {
      nre: '0300A4000000352',
      service: 'infections',
      priority: 'B',
      daysAgo: 2,
      reason: 'Controllo',
      label: 'V',
    },
  ],
};
