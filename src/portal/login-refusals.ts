/** What an error of the authorization endpoint means to the person. Pure. */
import type { LoginPurpose } from './collections.ts';
import { fullName } from './session.ts';
import type { LiveSession } from './sessions.ts';
import { StopError } from './stops.ts';

/** The page for an `error` (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6). */
export function stopOfRefusal(
  error: string,
  login: { readonly purpose: LoginPurpose; readonly returnTo: string },
  session: LiveSession | undefined,
): StopError {
  const { returnTo } = login;
  const detail = /^[a-z_]{1,60}$/.test(error) ? error : 'malformed error';
  if (error === 'server_error' || error === 'temporarily_unavailable')
    return new StopError('unavailable', { detail });
  if (login.purpose === 'silent') {
    // with its session gone the provider cannot know for whom; with it, the choice lost its force
    if (error === 'login_required' || !session) return new StopError('idle', { returnTo, detail });
    return stopOfLostGrant(session, returnTo, detail);
  }
  if (error === 'unmet_authentication_requirements' && login.purpose === 'step-up')
    return new StopError('no_pin', { returnTo, detail });
  if (error === 'access_denied') return new StopError('denied', { returnTo, detail });
  return new StopError('bad_request', { detail });
}

/** Nothing more comes from this grant: the delegation ended, or the person must log in again. */
export function stopOfLostGrant(
  session: LiveSession,
  returnTo: string,
  detail?: string,
): StopError {
  if (session.acting.basis === 'self') return new StopError('idle', { returnTo, detail });
  return new StopError('ended', { name: fullName(session.acting), returnTo, detail });
}
