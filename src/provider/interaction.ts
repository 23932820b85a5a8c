/**
 * The door between the pages of the login and oidc-provider: all that `interactions/` may see of it.
 */
import type { Context } from 'koa';
import { GassError } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';

/** A name in both languages of the pages. */
export interface ClientName {
  readonly it: string;
  readonly en: string;
  /** Whether each is a real translation; otherwise the page wraps it in lang="it". */
  readonly isTranslated: boolean;
}

/** The interaction a browser is in, with the facts it begins with. */
export interface OpenInteraction {
  readonly uid: string;
  readonly clientId: string;
  readonly clientName: ClientName;
  /** Where "back to the portal" leads when the login ends here. */
  readonly clientUri: string;
  /** Origin the flow redirects to at its end, for CSP form-action; a scheme such as `it.gass.app:` for apps. */
  readonly redirectOrigin: string;
  /** The stored attempt, or the one begun with facts from the session and not stored yet. */
  readonly attempt: LoginAttempt;
  /** For the form token: a value only this browser's interaction cookie knows. */
  readonly formSecret: string;
}

/** The interaction is over; a repeated last POST goes on to the client, a GET says that the page has expired. */
export class InteractionOverError extends GassError {
  override readonly name = 'InteractionOverError';
  readonly clientUri: string | undefined;
  constructor(clientUri: string | undefined) {
    super('expired', { status: 410, detail: 'the interaction is over' });
    this.clientUri = clientUri;
  }
}

/** Opens, completes and ends interactions. */
export interface InteractionDoor {
  /**
   * Reads the interaction named in the URL.
   * @throws InteractionOverError (410: gone, or another interaction's cookie) · GassError `cookies` (400: none came back)
   */
  open(ctx: Context, uid: string): Promise<OpenInteraction>;
  /** The attempt is completed: makes session and grant, answers 303 towards the client. Repeating it is safe. */
  complete(ctx: Context, open: OpenInteraction, attempt: LoginAttempt): Promise<void>;
  /** The attempt is refused: answers 303 towards the client with the OAuth error of `refusedAs`. */
  refuse(ctx: Context, open: OpenInteraction, attempt: LoginAttempt): Promise<void>;
}
