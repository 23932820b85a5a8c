/** Which document of the demo is whose: the totals of `resource-servers.md` 7, held by a test. */
import type { Mark, SecurityLabel } from '../resource-servers/fse/vocabulary.ts';
import type { KindName } from './document-kinds.ts';

/** One document of one person. */
export interface DemoDocument {
  readonly kind: KindName;
  /** Days before the first start. */
  readonly daysAgo: number;
  readonly marks?: readonly Mark[];
  readonly label?: SecurityLabel;
  /** Number of a prescription. */
  readonly nre?: string;
}

/** By the person's first name. */
export const DEMO_DOCUMENTS: Readonly<Record<string, readonly DemoDocument[]>> = {
  Giulia: [
    { kind: 'bloodCount', daysAgo: 12, nre: '0300A4000000101' },
    { kind: 'lipids', daysAgo: 200 },
    { kind: 'chestXray', daysAgo: 30, nre: '0300A4000000102' },
    { kind: 'cardiology', daysAgo: 203, marks: ['P99'] },
    { kind: 'emergency', daysAgo: 71 },
    { kind: 'discharge', daysAgo: 156 },
    { kind: 'drug', daysAgo: 14, nre: '0300A4000000104' },
    { kind: 'specialist', daysAgo: 8, nre: '0300A4000000105' },
    { kind: 'influenza', daysAgo: 35 },
    { kind: 'protectedTest', daysAgo: 90, label: 'V' },
  ],
  Luca: [
    { kind: 'urine', daysAgo: 5 },
    { kind: 'wristXray', daysAgo: 40 },
    { kind: 'measles', daysAgo: 400 },
    { kind: 'tetanus', daysAgo: 760 },
    { kind: 'bloodCount', daysAgo: 20, marks: ['P97'] },
    { kind: 'thyroid', daysAgo: 60, marks: ['P98'] },
  ],
  Sara: [
    { kind: 'bloodCount', daysAgo: 33 },
    { kind: 'hpv', daysAgo: 500 },
    { kind: 'dermatology', daysAgo: 18, marks: ['P99'] },
    { kind: 'familyPlanning', daysAgo: 27, label: 'V' },
  ],
  Pietro: [
    { kind: 'discharge', daysAgo: 45 },
    { kind: 'drug', daysAgo: 10, nre: '0300A4000000301' },
    { kind: 'bloodCount', daysAgo: 25 },
    { kind: 'lipids', daysAgo: 26, marks: ['P98'] },
  ],
  Anna: [
    { kind: 'bloodCount', daysAgo: 50 },
    { kind: 'cardiology', daysAgo: 120 },
    { kind: 'influenza', daysAgo: 41 },
  ],
  Mario: [
    { kind: 'thyroid', daysAgo: 15 },
    { kind: 'chestXray', daysAgo: 95 },
  ],
  Carla: [{ kind: 'bloodCount', daysAgo: 3 }],
};
