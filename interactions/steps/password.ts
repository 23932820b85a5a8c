/** Card serial and password. @source ux 1.1 */
import { z } from 'zod';
import { verifyPassword } from '../../src/commands/verify-password.ts';
import { parseFields, type StepForm } from './step.ts';

const schema = z.object({ card_serial: z.string().default(''), password: z.string().default('') });

export const passwordStep: StepForm = {
  hasSummary: true,
  accepts: (fields, isThisPage) =>
    isThisPage || fields.has('card_serial') || fields.has('password'),
  submit(request, fields) {
    const typed = parseFields(schema, fields);
    return verifyPassword(request.commands, request.context, {
      cardSerial: typed.card_serial,
      password: typed.password,
    });
  },
  draw: (_request, { t }) => Promise.resolve({ view: 'password', title: t('password.title') }),
};
