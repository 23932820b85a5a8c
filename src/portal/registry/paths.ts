/** Addresses of the pages of the registry. Pure. */
import { sectionPath } from '../sections.ts';
import { type Doctor, searchWord } from './doctor.ts';
import type { DoctorQuery } from './registry-client.ts';

export function doctorPath(person: string): string {
  return sectionPath(person, 'doctor');
}

/** Where a doctor is looked for, with what was looked for. */
export function findPath(person: string, query: DoctorQuery = {}): string {
  const fields = new URLSearchParams({
    ...(query.name === undefined ? {} : { cognome: query.name }),
    ...(query.city === undefined ? {} : { comune: query.city }),
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
  }).toString();
  const path = `${doctorPath(person)}/cerca`;
  return fields === '' ? path : `${path}?${fields}`;
}

/** The check before a doctor is chosen: found again by the word of the name, so the page says who it is. */
export function choosePath(person: string, { id, name }: Pick<Doctor, 'id' | 'name'>): string {
  const word = new URLSearchParams({ nome: searchWord(name) }).toString();
  return `${doctorPath(person)}/scegli/${id}?${word}`;
}

export function consentsPath(person: string): string {
  return sectionPath(person, 'consents');
}

export function notebookPath(person: string): string {
  return sectionPath(person, 'notebook');
}
