/** What each step of the login must give: which posted fields are its own, what they do, what its page shows. */
import type { z } from 'zod';
import type { CommandDeps, LoginContext, StepResult } from '../../src/commands/deps.ts';
import type { PageError } from '../../src/domain/login.ts';
import type { OpenInteraction } from '../../src/provider/interaction.ts';
import type { Translator } from '../../src/web/catalog.ts';
import type { FormFields } from '../../src/web/forms.ts';
import type { Html } from '../../src/web/html.ts';
import type { LoginKey } from '../pages.ts';

/** One request for a page of a login. */
export interface StepRequest {
  readonly commands: CommandDeps;
  readonly open: OpenInteraction;
  readonly context: LoginContext;
}

/** Whose words the page is written in. */
export interface Wording {
  readonly t: Translator<LoginKey>;
  /** The client's name, to stand out in a sentence. */
  readonly service: Html;
  readonly serviceName: string;
}

/** A step's own part of its page. */
export interface StepView {
  readonly view: string;
  readonly title: string;
  /** False where the step shows no field: messages then belong to the whole page. */
  readonly hasField?: false;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface StepForm {
  /** Several fields: errors stand in a summary before the h1 too. @source ux 1.0.6 */
  readonly hasSummary: boolean;
  /**
   * Whether something posted belongs to this step; otherwise nothing is done. `isThisPage`: it came
   * from the page shown now, so a field that is missing was left empty.
   */
  accepts(fields: FormFields, isThisPage: boolean): boolean;
  submit(request: StepRequest, fields: FormFields): Promise<StepResult>;
  /** `refused`: the page is shown with the outcome of a post. */
  draw(
    request: StepRequest,
    wording: Wording,
    shown: { readonly errors: readonly PageError[] },
  ): Promise<StepView>;
}

/** The fields of a form, missing ones as the schema says; other names are left out. */
export function parseFields<Schema extends z.ZodType>(
  schema: Schema,
  fields: FormFields,
): z.output<Schema> {
  return schema.parse(Object.fromEntries(fields));
}
