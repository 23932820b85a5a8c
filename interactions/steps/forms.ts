/** Which form belongs to which step. */
import { type LoginAttempt, type Step, stepOf } from '../../src/domain/login.ts';
import { consentStep } from './consent.ts';
import { delegationStep } from './delegation.ts';
import { newPasswordStep } from './new-password.ts';
import { oneTimeCodeStep } from './one-time-code.ts';
import { passwordStep } from './password.ts';
import { pinStep } from './pin.ts';
import type { StepForm } from './step.ts';

const FORMS: Readonly<Partial<Record<Step, StepForm>>> = {
  password: passwordStep,
  new_password: newPasswordStep,
  one_time_code: oneTimeCodeStep,
  pin: pinStep,
  delegation: delegationStep,
  consent: consentStep,
};

/** The form of the step reached. @throws Error the login has ended: ask `isEnded` first */
export function formOf(attempt: LoginAttempt, now: number): StepForm {
  const step = stepOf(attempt, now);
  const form = FORMS[step];
  if (!form) throw new Error(`step ${step} has no form`);
  return form;
}
