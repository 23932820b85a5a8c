/**
 * The pages of the menu, and which of them exist for the person acted for. Pure.
 *
 * The services themselves decide; this only keeps the portal from offering what they would refuse.
 * @source design 6 (what a delegation may carry), resource-servers 2 to 5
 */

/** Resource servers this portal speaks to. */
export const SERVICES = ['fse', 'booking', 'exemption', 'registry'] as const;
export type Service = (typeof SERVICES)[number];

/** What a delegation carries, as the token response says it. */
export interface Powers {
  readonly basis: 'parental' | 'guardianship' | 'mandate';
  readonly services: readonly Service[];
  readonly actions: readonly string[];
  /** FSE class codes, or `*`. */
  readonly datatypes: readonly string[];
}

/** For whom: oneself, or somebody by a delegation. */
export type Standing = { readonly basis: 'self' } | Powers;

/** Sections in the order of the menu, with their word in the address `/per/{person}/{word}`. */
const SLUGS = {
  documents: 'referti',
  prescriptions: 'ricette',
  vaccinations: 'vaccinazioni',
  bookings: 'prenotazioni',
  exemptions: 'esenzioni',
  doctor: 'medico',
  personal: 'dati',
  consents: 'consensi',
  notebook: 'taccuino',
  access_log: 'chi-ha-letto',
} as const;

export type Section = keyof typeof SLUGS;

/** All of them, in order. */
export const SECTIONS = Object.keys(SLUGS) as readonly Section[]; // the keys of a const object are its own

/** FSE classes that a section shows. */
const CLASSES: Readonly<Partial<Record<Section, readonly string[]>>> = {
  documents: ['REF', 'VRB', 'LDO', 'PRS', 'VAC'],
  prescriptions: ['PRS'],
  vaccinations: ['VAC'],
};

/** Whether the section exists for somebody who stands so. */
export function covers(standing: Standing, section: Section): boolean {
  if (standing.basis === 'self') return true;
  const may = (service: Service, ...actions: string[]): boolean =>
    standing.services.includes(service) && actions.every((one) => standing.actions.includes(one));
  const isLegal = standing.basis !== 'mandate';
  switch (section) {
    case 'documents':
    case 'prescriptions':
    case 'vaccinations':
      return may('fse', 'read') && includesClass(standing, CLASSES[section] ?? []);
    case 'bookings':
      return may('booking', 'book');
    case 'exemptions':
      return may('exemption', 'read');
    case 'doctor':
    case 'personal':
      return isLegal && may('registry', 'read');
    case 'consents':
      return may('registry', 'consent');
    case 'notebook':
      return may('registry', 'notes');
    case 'access_log':
      return isLegal && auditedServices(standing).length > 0;
  }
}

/** The sections that exist for somebody who stands so, in the order of the menu. */
export function sectionsFor(standing: Standing): Section[] {
  return SECTIONS.filter((section) => covers(standing, section));
}

/** Services whose access log the person may read. */
export function auditedServices(standing: Standing): Service[] {
  if (standing.basis === 'self') return [...SERVICES];
  if (standing.basis === 'mandate' || !standing.actions.includes('audit')) return [];
  return SERVICES.filter(
    (service) =>
      standing.services.includes(service) &&
      standing.actions.includes(service === 'booking' ? 'book' : 'read'),
  );
}

/** Whether the person may do more than look: `declare`, `choose-doctor`, `consent`, `notes`. */
export function mayAct(standing: Standing, service: Service, action: string): boolean {
  if (standing.basis === 'self') return true;
  const isOfLaw = action === 'declare' || action === 'choose-doctor';
  if (isOfLaw && standing.basis === 'mandate') return false;
  return standing.services.includes(service) && standing.actions.includes(action);
}

/** The list of a section. */
export function sectionPath(person: string, section: Section): string {
  return `/per/${person}/${SLUGS[section]}`;
}

/** The section of a word in an address. */
export function sectionOf(slug: string): Section | undefined {
  return SECTIONS.find((section) => SLUGS[section] === slug);
}

/** The word of a section in an address. */
export function slugOf(section: Section): string {
  return SLUGS[section];
}

function includesClass({ datatypes }: Powers, classes: readonly string[]): boolean {
  return datatypes.includes('*') || classes.some((one) => datatypes.includes(one));
}
