/** Consent to a third party, and the one-button page of an app that finds a live session. @source ux 1.6, design 5 */
import { SESSION_ABSOLUTE_S } from '../../config/limits.ts';
import { giveConsent } from '../../src/commands/give-consent.ts';
import type { LoginAttempt } from '../../src/domain/login.ts';
import type { LoginKey } from '../pages.ts';
import { LOGOUT_PATH } from '../paths.ts';
import { isFromSession, nameOfPerson } from '../person.ts';
import { textsIt } from '../texts.it.ts';
import type { StepForm, StepRequest, StepView, Wording } from './step.ts';

export const consentStep: StepForm = {
  hasSummary: false,
  accepts: (fields) => fields.get('action') === 'approve',
  submit: ({ commands, context }) => giveConsent(commands, context),
  draw: (request, wording) =>
    request.context.attempt.requested.needsConsent === 'third_party'
      ? drawConsent(request, wording)
      : drawContinue(request, wording),
};

async function drawConsent(request: StepRequest, wording: Wording): Promise<StepView> {
  const { t, service, serviceName } = wording;
  const { attempt } = request.context;
  return {
    view: 'consent',
    title: t('consent.title', { service: serviceName }),
    data: {
      heading: t.html('consent.title', { service }),
      patient: await patientName(request),
      scopes: scopesOf(attempt, t),
      until: t('consent.value.until', { hours: SESSION_ABSOLUTE_S / 3600 }),
    },
  };
}

async function drawContinue(request: StepRequest, wording: Wording): Promise<StepView> {
  const { t, service, serviceName } = wording;
  const { attempt } = request.context;
  const person = await nameOfPerson(request.commands, attempt);
  return {
    view: 'continue',
    title: t('continue.title', { service: serviceName }),
    data: {
      heading: t.html('continue.title', { service }),
      person,
      leave: isFromSession(attempt)
        ? { href: LOGOUT_PATH, text: t('common.note.not_you', { name: person }) }
        : undefined,
    },
  };
}

/** Whose data they are: of who acts, or of the person chosen before. */
async function patientName({ commands, context }: StepRequest): Promise<string> {
  const { choice } = context.attempt;
  if (!choice || 'self' in choice) return nameOfPerson(commands, context.attempt);
  const delegation = await commands.stores.delegations.get(choice.delegationId);
  const patient = await commands.stores.accounts.get(delegation?.delegatorId ?? '');
  return patient ? `${patient.givenName} ${patient.familyName}` : '';
}

function scopesOf(attempt: LoginAttempt, t: Wording['t']): string[] {
  const { identityScopes = [], targets } = attempt.requested;
  const scopes = [...identityScopes, ...targets.flatMap(({ scopes: asked }) => asked)];
  const named = [...new Set(scopes)].map((scope) => `consent.scope.${scope}`).filter(isKey);
  return named.length > 0 ? named.map((key) => t(key)) : [t('consent.scope.none')];
}

function isKey(key: string): key is LoginKey {
  return Object.hasOwn(textsIt, key);
}
