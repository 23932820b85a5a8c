/** Which scopes a login of the portal asks for. Pure. @source design 9: the scopes of citizens */
import { SERVICES, type Service } from './sections.ts';

/** Scopes whose use asks for the PIN. @source design 6 */
export type PinScope = 'exemption:declare' | 'registry:choose';

const IDENTITY = ['openid', 'profile'];
const OF_SERVICE: Readonly<Record<Service, readonly string[]>> = {
  fse: ['fse:read', 'fse:write'],
  booking: ['booking:read', 'booking:write'],
  exemption: ['exemption:read', 'exemption:declare'],
  registry: ['registry:read', 'registry:write', 'registry:choose'],
};
const PIN_SCOPES: readonly string[] = ['exemption:declare', 'registry:choose'];

/**
 * The `scope` of a request, all services at once. A step-up asks for its own scope alone of those
 * with PIN: only so does the provider's page name the act. The other one is missing until asked for.
 */
export function scopesAsked(pinScope?: PinScope): string {
  const asked = [...IDENTITY, ...SERVICES.flatMap((service) => OF_SERVICE[service])];
  return asked
    .filter((scope) => pinScope === undefined || scope === pinScope || !PIN_SCOPES.includes(scope))
    .join(' ');
}
