/** Audiences (RFC 8707): which service stands behind which address. */
import type { ServiceName } from '../src/tokens/scopes.ts';

/** Prefix of the opaque audiences of other regional services. */
export const REGIONAL_PREFIX = 'urn:gass:regional:';

/** One audience a token can be made for. */
export interface Audience {
  readonly uri: string;
  /** Absent for a regional service, which has no scopes of its own. */
  readonly service?: ServiceName;
  /** The client that owns it: the only one that may introspect its tokens. */
  readonly owner: string;
  /** FHIR audiences get `patient` in the token response. */
  readonly isFhir: boolean;
}

/** The audience of every service, by the addresses of this deployment. */
export function serviceAudiences(urls: {
  readonly issuer: string;
  readonly fse: string;
  readonly booking: string;
  readonly exemption: string;
  readonly registry: string;
  readonly counter: string;
}): readonly Audience[] {
  return [
    { uri: urls.fse, service: 'fse', owner: 'fse', isFhir: true },
    { uri: urls.booking, service: 'booking', owner: 'booking', isFhir: true },
    { uri: urls.exemption, service: 'exemption', owner: 'exemption', isFhir: true },
    { uri: urls.registry, service: 'registry', owner: 'registry', isFhir: true },
    { uri: `${urls.issuer}/api`, service: 'account', owner: 'account-api', isFhir: false },
    { uri: urls.counter, service: 'counter', owner: 'counter', isFhir: false },
  ];
}

/** The opaque audience of a regional service. */
export function regionalAudience(clientId: string): Audience {
  return { uri: `${REGIONAL_PREFIX}${clientId}`, owner: clientId, isFhir: false };
}
