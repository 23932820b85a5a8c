/** The kinds of documents of the demo: codes, place, doctor, and what their sheets say. All invented. */
import type { Code } from '../resource-servers/fse/stored.ts';
import { SYSTEMS } from '../resource-servers/fse/vocabulary.ts';

/** One kind. */
export interface DocumentKind {
  /** LOINC. */
  readonly type: string;
  readonly title: string;
  readonly facility: keyof typeof FACILITIES;
  readonly practiceSetting: string;
  readonly author: string;
  readonly rows: readonly (readonly [string, string])[];
  readonly notes: string;
  readonly events?: readonly Code[];
}

/** Organisations that publish; 030999 is the one of the client `laboratorio`. */
export const FACILITIES = {
  laboratory: { code: '030999', name: 'Laboratorio demo ASST', type: 'Territorio' },
  hospital: { code: '030998', name: 'Ospedale demo ASST', type: 'Ospedale' },
  surgery: { code: '030997', name: 'Ambulatorio demo del medico', type: 'Territorio' },
  prescriptions: { code: '030996', name: 'Sistema TS demo', type: 'SistemaTS' },
  vaccinations: { code: '030995', name: 'Centro vaccinale demo', type: 'Territorio' },
} as const;

const LABORATORY = {
  type: '11502-2',
  facility: 'laboratory',
  practiceSetting: 'AD_PSC100',
  author: 'Dr.ssa Elena Galli',
} as const;
const VISIT = { type: '11488-4', facility: 'hospital', author: 'Dr. Paolo Sala' } as const;
const vaccine = (title: string, atc: string): DocumentKind => ({
  type: '87273-9',
  title,
  facility: 'vaccinations',
  practiceSetting: 'AD_PSC026',
  author: 'Dr.ssa Marta Ferrario',
  rows: [
    ['Vaccino', title.replace('Vaccinazione ', '')],
    ['Dose', 'secondo il calendario'],
    ['Sede', 'braccio sinistro'],
  ],
  notes: 'Nessuna reazione nei quindici minuti successivi.',
  events: [{ system: SYSTEMS.atc, code: atc }],
});

/** By name. */
export const KINDS = {
  bloodCount: {
    ...LABORATORY,
    title: 'Emocromo e glicemia',
    rows: [
      ['Emoglobina', '13,8 g/dL (12,0-16,0)'],
      ['Globuli bianchi', '6,4 ×10⁹/L (4,0-10,0)'],
      ['Piastrine', '245 ×10⁹/L (150-400)'],
      ['Glicemia', '88 mg/dL (70-99)'],
    ],
    notes: 'Valori nei limiti di riferimento.',
  },
  lipids: {
    ...LABORATORY,
    title: 'Colesterolo e trigliceridi',
    rows: [
      ['Colesterolo totale', '212 mg/dL (fino a 200)'],
      ['Colesterolo HDL', '58 mg/dL (oltre 45)'],
      ['Trigliceridi', '104 mg/dL (fino a 150)'],
    ],
    notes: 'Colesterolo totale poco sopra il limite: ne parli con il medico.',
  },
  urine: {
    ...LABORATORY,
    title: 'Esame delle urine',
    rows: [
      ['pH', '6,0 (5,0-7,5)'],
      ['Proteine', 'assenti'],
      ['Glucosio', 'assente'],
    ],
    notes: 'Esame nella norma.',
  },
  thyroid: {
    ...LABORATORY,
    title: 'Funzione della tiroide',
    rows: [
      ['TSH', '2,1 mU/L (0,4-4,0)'],
      ['FT4', '1,2 ng/dL (0,8-1,8)'],
    ],
    notes: 'Valori nei limiti di riferimento.',
  },
  protectedTest: {
    ...LABORATORY,
    title: 'Esame con maggiori tutele',
    rows: [['Esito', 'negativo']],
    notes: 'Documento con tutele rafforzate (DM 7 settembre 2023, art. 6).',
  },
  chestXray: {
    type: '68604-8',
    title: 'Radiografia del torace',
    facility: 'hospital',
    practiceSetting: 'AD_PSC069',
    author: 'Dr. Marco Riva',
    rows: [['Quesito', 'tosse da tre settimane']],
    notes: 'Non si vedono lesioni. Cuore e mediastino nei limiti.',
  },
  wristXray: {
    type: '68604-8',
    title: 'Radiografia del polso',
    facility: 'hospital',
    practiceSetting: 'AD_PSC069',
    author: 'Dr. Marco Riva',
    rows: [['Quesito', 'caduta a scuola']],
    notes: 'Nessuna frattura.',
  },
  cardiology: {
    ...VISIT,
    title: 'Visita cardiologica',
    practiceSetting: 'AD_PSC008',
    rows: [
      ['Pressione', '125/80 mmHg'],
      ['Frequenza', '72 battiti al minuto'],
    ],
    notes: 'Elettrocardiogramma normale. Controllo tra un anno.',
  },
  dermatology: {
    ...VISIT,
    title: 'Visita dermatologica',
    practiceSetting: 'AD_PSC052',
    rows: [['Esame', 'dermatite lieve']],
    notes: 'Crema per dieci giorni.',
  },
  familyPlanning: {
    ...VISIT,
    title: 'Visita al consultorio',
    practiceSetting: 'AD_PSC037',
    rows: [['Colloquio', 'eseguito']],
    notes: 'Documento con tutele rafforzate (DM 7 settembre 2023, art. 6).',
  },
  emergency: {
    type: '59258-4',
    title: 'Verbale di pronto soccorso',
    facility: 'hospital',
    practiceSetting: 'AD_PSC004',
    author: 'Dr.ssa Chiara Conti',
    rows: [
      ['Motivo', 'distorsione della caviglia destra'],
      ['Codice', 'verde'],
    ],
    notes: 'Fasciatura e riposo per sette giorni.',
  },
  discharge: {
    type: '34105-7',
    title: 'Lettera di dimissione',
    facility: 'hospital',
    practiceSetting: 'AD_PSC026',
    author: 'Dr.ssa Chiara Conti',
    rows: [
      ['Ricovero', 'quattro giorni'],
      ['Diagnosi', 'polmonite, in via di guarigione'],
    ],
    notes: 'Controllo dal medico di famiglia entro dieci giorni.',
  },
  drug: {
    type: '57833-6',
    title: 'Ricetta: pantoprazolo 20 mg',
    facility: 'prescriptions',
    practiceSetting: 'AD_PSC026',
    author: 'Dr. Luigi Conti',
    rows: [
      ['Farmaco', 'pantoprazolo 20 mg, 14 compresse'],
      ['Confezioni', '2'],
    ],
    notes: 'Una compressa al mattino.',
  },
  specialist: {
    type: '57832-8',
    title: 'Ricetta: visita oculistica',
    facility: 'prescriptions',
    practiceSetting: 'AD_PSC026',
    author: 'Dr. Luigi Conti',
    rows: [
      ['Prestazione', 'prima visita oculistica'],
      ['Priorità', 'B, entro 10 giorni'],
    ],
    notes: 'Per prenotare serve il numero della ricetta.',
  },
  influenza: vaccine('Vaccinazione antinfluenzale', 'J07BB02'),
  measles: vaccine('Vaccinazione morbillo, parotite, rosolia', 'J07BD52'),
  tetanus: vaccine('Vaccinazione difterite, tetano, pertosse', 'J07AJ52'),
  hpv: vaccine('Vaccinazione papillomavirus', 'J07BM03'),
} as const satisfies Record<string, DocumentKind>;

export type KindName = keyof typeof KINDS;
