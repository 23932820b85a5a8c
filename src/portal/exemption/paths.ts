/** Addresses of the pages of exemptions. Pure. */
import { sectionPath } from '../sections.ts';

/** The list of a person's exemptions. */
export function exemptionsPath(person: string): string {
  return sectionPath(person, 'exemptions');
}

/** Where an exemption to declare is chosen. */
export function declarePath(person: string): string {
  return `${exemptionsPath(person)}/dichiara`;
}

/** Where a text is read and answered; its check is at `/conferma` behind it. */
export function textPath(
  person: string,
  { code, version }: { readonly code: string; readonly version: string },
): string {
  return `${declarePath(person)}/${code}/${version}`;
}

/** One signed declaration. */
export function declarationPath(person: string, id: string): string {
  return `${exemptionsPath(person)}/dichiarazioni/${id}`;
}
