/** A fresh system of login pages for each test of a suite. */
import { type LoginSystem, openLoginPages } from './login-pages.ts';
import { PASSWORD, SERIAL } from './login-people.ts';
import { PageVisitor, type Shown } from './page-visitor.ts';

/** What Maria types. */
export const RIGHT = { card_serial: SERIAL, password: PASSWORD };

type Begin = Parameters<LoginSystem['begin']>;

export interface LoginPagesInUse {
  readonly system: LoginSystem;
  /** Starts anew with a citizen at first access. */
  atFirstAccess(): Promise<void>;
  visit(...begin: Begin): PageVisitor;
  /** A visitor whose password was accepted. */
  atCode(...begin: Begin): Promise<{ readonly visitor: PageVisitor; readonly page: Shown }>;
}

/** Registers the hooks; to be called inside `describe`. */
export function useLoginPages(): LoginPagesInUse {
  let system: LoginSystem | undefined;
  const inUse = (): LoginSystem => {
    if (!system) throw new Error('the pages are opened by a hook');
    return system;
  };
  beforeEach(async () => {
    system = await openLoginPages();
  });
  afterEach(() => inUse()[Symbol.asyncDispose]());
  const visit = (...begin: Begin): PageVisitor => new PageVisitor(inUse(), inUse().begin(...begin));
  return {
    get system() {
      return inUse();
    },
    async atFirstAccess() {
      await inUse()[Symbol.asyncDispose]();
      system = await openLoginPages({ firstAccess: true });
    },
    visit,
    async atCode(...begin) {
      const visitor = visit(...begin);
      return { visitor, page: await visitor.answer(await visitor.get(), RIGHT) };
    },
  };
}
