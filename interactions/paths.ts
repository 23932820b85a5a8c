/** Addresses of the provider that its own pages lead to. */

/** The sign-out page. @source OpenID Connect RP-Initiated Logout: `end_session_endpoint` */
export const LOGOUT_PATH = '/session/end';

/** The one address of an interaction. */
export function interactionPath(uid: string): string {
  return `/interaction/${uid}`;
}
