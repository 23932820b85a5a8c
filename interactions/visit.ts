/** What the routes of a login work with, and one request to them. */
import type { CommandDeps, LoginContext } from '../src/commands/deps.ts';
import type { InteractionDoor, OpenInteraction } from '../src/provider/interaction.ts';
import type { Log } from '../src/web/log.ts';
import type { LoginPages } from './pages.ts';

export interface InteractionDeps {
  readonly door: InteractionDoor;
  readonly pages: LoginPages;
  readonly commands: CommandDeps;
  readonly log: Log;
  /** Our own origin: forms come from it. */
  readonly issuer: string;
}

/** An open interaction and where its login stands. */
export interface Visit {
  readonly open: OpenInteraction;
  readonly context: LoginContext;
}
