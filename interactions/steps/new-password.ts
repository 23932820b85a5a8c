/** First access: the person's own password, twice. @source ux 1.2 */
import { z } from 'zod';
import { replacePassword } from '../../src/commands/replace-password.ts';
import { loginName } from '../person.ts';
import { parseFields, type StepForm } from './step.ts';

const schema = z.object({
  new_password: z.string().default(''),
  new_password_confirm: z.string().default(''),
});

export const newPasswordStep: StepForm = {
  hasSummary: true,
  accepts: (fields, isThisPage) =>
    isThisPage || fields.has('new_password') || fields.has('new_password_confirm'),
  submit(request, fields) {
    const typed = parseFields(schema, fields);
    return replacePassword(request.commands, request.context, {
      password: typed.new_password,
      confirmation: typed.new_password_confirm,
    });
  },
  async draw({ commands, context }, { t }) {
    const username = await loginName(commands, context.attempt);
    return { view: 'new_password', title: t('new_password.title'), data: { username } };
  },
};
