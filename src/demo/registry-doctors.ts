/** The doctors of the demo, each of whom shows a rule. Invented. @source resource-servers 7 */
import { randomUUID } from 'node:crypto';
import { GP_PATIENTS, PAEDIATRICIAN_PATIENTS } from '../../config/limits.ts';
import type { StoredDoctor } from '../resource-servers/registry/stored.ts';

export type DemoDoctorName = 'Conti' | 'Riva' | 'Neri' | 'Sala' | 'Ferrario' | 'Galli' | 'Villa';

/** Code of the ASST of the demo's people, and of another. */
export const DEMO_ASST = '701';
const OTHER_ASST = '713';

type DemoDoctor = Pick<StoredDoctor, 'code' | 'name' | 'kind' | 'district' | 'city' | 'taken'> &
  Partial<Pick<StoredDoctor, 'association' | 'asst'>>;

const GROUP = 'Medicina di gruppo Porta Demo';
const MILAN = { district: 'Milano nord-est', city: 'Milano' } as const;

const DOCTORS: Readonly<Record<DemoDoctorName, DemoDoctor>> = {
  Conti: {
    code: '030123456',
    name: 'Dr. Paolo Conti',
    kind: 'mmg',
    association: GROUP,
    ...MILAN,
    taken: 1210,
  },
  Riva: {
    code: '030123457',
    name: 'Dr.ssa Elisa Riva',
    kind: 'mmg',
    association: GROUP,
    ...MILAN,
    taken: 940,
  },
  Neri: { code: '030123458', name: 'Dr. Marco Neri', kind: 'mmg', ...MILAN, taken: GP_PATIENTS },
  Sala: {
    code: '030123459',
    name: 'Dr.ssa Laura Sala',
    kind: 'mmg',
    asst: OTHER_ASST,
    district: 'Brescia centro',
    city: 'Brescia',
    taken: 800,
  },
  Ferrario: {
    code: '030123460',
    name: 'Dr. Luca Ferrario',
    kind: 'mmg',
    district: 'Milano nord-est',
    city: 'Cologno Monzese',
    taken: GP_PATIENTS - 1,
  },
  Galli: { code: '030123461', name: 'Dr.ssa Elena Galli', kind: 'pls', ...MILAN, taken: 640 },
  Villa: {
    code: '030123462',
    name: 'Dr. Andrea Villa',
    kind: 'pls',
    ...MILAN,
    taken: PAEDIATRICIAN_PATIENTS,
  },
};

/** Every doctor with a fresh id; the counts stand for people who are not in the demo. */
export function demoDoctors(): Readonly<Record<DemoDoctorName, StoredDoctor>> {
  const entries = Object.entries(DOCTORS).map(([name, doctor]) => [
    name,
    {
      id: randomUUID(),
      asst: DEMO_ASST,
      hours: 'da lunedì a venerdì, 9-12; mercoledì anche 16-19',
      isAuthorised: false,
      imported: doctor.taken,
      moves: [],
      ...doctor,
    },
  ]);
  return Object.fromEntries(entries) as Readonly<Record<DemoDoctorName, StoredDoctor>>; // the same names
}
