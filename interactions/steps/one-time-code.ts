/** The code of the SMS, and asking for another. @source ux 1.3 */
import { z } from 'zod';
import { SMS_SENDER } from '../../config/limits.ts';
import type { StepResult } from '../../src/commands/deps.ts';
import { sendCode } from '../../src/commands/send-code.ts';
import { verifyCode } from '../../src/commands/verify-code.ts';
import { type CodeState, codeState } from '../../src/domain/challenge.ts';
import { formatTime } from '../../src/web/format.ts';
import { strong } from '../../src/web/html.ts';
import { tailOfPhone } from '../person.ts';
import {
  parseFields,
  type StepForm,
  type StepRequest,
  type StepView,
  type Wording,
} from './step.ts';

const schema = z.object({ code: z.string().default(''), action: z.string().optional() });

export const oneTimeCodeStep: StepForm = {
  hasSummary: false,
  accepts: (fields, isThisPage) =>
    isThisPage || fields.has('code') || fields.get('action') === 'resend',
  submit(request, fields): Promise<StepResult> {
    const { code, action } = parseFields(schema, fields);
    return action === 'resend'
      ? sendCode(request.commands, request.context)
      : verifyCode(request.commands, request.context, code);
  },
  async draw(request, wording, { errors }) {
    const { attempt, now } = request.context;
    const state = codeState(attempt.challenge, now);
    const tail = strong(await tailOfPhone(request.commands, attempt));
    const isExpired = state.kind === 'expired' || state.kind === 'unsent';
    return isExpired
      ? drawExpired(wording, tail)
      : drawField(request, wording, { state, tail, isAnswer: errors.length > 0 });
  },
};

/** A code that is over needs no field: one button sends another. */
function drawExpired({ t }: Wording, tail: ReturnType<typeof strong>): StepView {
  return {
    view: 'one_time_code',
    title: t('one_time_code.title.expired'),
    hasField: false,
    data: {
      isExpired: true,
      lead: t.html('one_time_code.lead.expired', { tail }),
      sender: SMS_SENDER,
    },
  };
}

function drawField(
  { context }: StepRequest,
  { t }: Wording,
  shown: {
    readonly state: CodeState;
    readonly tail: ReturnType<typeof strong>;
    readonly isAnswer: boolean;
  },
): StepView {
  const { state, tail } = shown;
  const endsAt = state.endsAt ?? context.now;
  const time = strong(formatTime(t.language, endsAt));
  return {
    view: 'one_time_code',
    title: t('one_time_code.title'),
    data: {
      isExpired: false,
      lead: t.html('one_time_code.lead', { tail, time }),
      secondsLeft: Math.max(0, Math.floor((endsAt - context.now) / 1000)),
      sender: SMS_SENDER,
      units: (unit: 'minutes' | 'seconds') => unitForms(unit, t),
      notices: shown.isAnswer ? [] : noticesOf(state, t),
    },
  };
}

/** For the script's countdown: `1 minuto|{n} minuti`. */
function unitForms(unit: 'minutes' | 'seconds', t: Wording['t']): string {
  const many = t(`one_time_code.unit.${unit}`, { n: 2 }).replace('2', '{n}');
  return `${t(`one_time_code.unit.${unit}`, { n: 1 })}|${many}`;
}

function noticesOf(
  state: CodeState,
  t: Wording['t'],
): { kind: 'info' | 'warning'; text: string }[] {
  if (state.kind === 'failed')
    return [{ kind: 'warning', text: t('one_time_code.note.sms_failed') }];
  if (state.kind !== 'sent_again' || state.lastSentAt === undefined) return [];
  const time = formatTime(t.language, state.lastSentAt);
  return [{ kind: 'info', text: t('one_time_code.note.sent_again', { time }) }];
}
