/** For whom the person acts. Nothing is chosen beforehand, unless the client named a delegation. @source ux 1.4 */
import { z } from 'zod';
import { chooseDelegation } from '../../src/commands/choose-delegation.ts';
import { type ChoiceOption, listChoices } from '../../src/commands/list-choices.ts';
import type { Delegation } from '../../src/domain/delegation.ts';
import { formatDate } from '../../src/web/format.ts';
import { LOGOUT_PATH } from '../paths.ts';
import { isFromSession, nameOfPerson } from '../person.ts';
import { parseFields, type StepForm, type Wording } from './step.ts';

const schema = z.object({ delegation: z.string().default('') });

interface RadioOption {
  readonly value: string;
  readonly label: string;
  readonly birth?: string;
  readonly hint?: string;
  readonly isChosen: boolean;
}

export const delegationStep: StepForm = {
  hasSummary: false,
  accepts: (fields, isThisPage) => isThisPage || fields.has('delegation'),
  submit: (request, fields) =>
    chooseDelegation(request.commands, request.context, parseFields(schema, fields).delegation),
  async draw({ commands, context }, { t }) {
    const { attempt, now } = context;
    const { accountId = '', requested } = attempt;
    const name = await nameOfPerson(commands, attempt);
    const choices = await listChoices(commands, { accountId, requested, now });
    const self = { value: 'self', label: t('delegation.option.self', { name }), isChosen: false };
    const others = choices
      .filter(({ covers }) => covers)
      .map((choice) => radioOf(choice, t, requested.preselected));
    return {
      view: 'delegation',
      title: t('delegation.title'),
      data: {
        options: [self, ...others],
        notHere: notHere(choices).map((person) => t('delegation.note.not_here', { name: person })),
        leave: isFromSession(attempt)
          ? { href: LOGOUT_PATH, text: t('common.note.not_you', { name }) }
          : undefined,
      },
    };
  },
};

/** People for whom nothing here can be chosen; who can be chosen under another basis is not among them. */
function notHere(choices: readonly ChoiceOption[]): string[] {
  const chosen = new Set(choices.filter(({ covers }) => covers).map(({ patient }) => patient.id));
  const rest = choices.filter(({ covers, patient }) => !covers && !chosen.has(patient.id));
  return [...new Map(rest.map(({ patient }) => [patient.id, fullName(patient)])).values()];
}

function radioOf(
  choice: ChoiceOption,
  t: Wording['t'],
  preselected: string | undefined,
): RadioOption {
  const { delegation, patient } = choice;
  return {
    value: delegation.id,
    label: fullName(patient),
    birth: t('delegation.option.birth', { birth: formatDate(t.language, patient.birthdate) }),
    hint: hintOf(delegation, t),
    isChosen: delegation.id === preselected,
  };
}

function hintOf({ basis, services, validUntil }: Delegation, t: Wording['t']): string {
  // Parental access ends as the birthday begins; the others' last day is the one before.
  const until = formatDate(t.language, basis === 'parental' ? validUntil : validUntil - 1);
  if (basis !== 'mandate') return t(`delegation.hint.${basis}`, { until });
  const names = services.map((service) => t(`delegation.service.${service}`));
  const list = new Intl.ListFormat(t.language, { type: 'conjunction' }).format(names);
  return t('delegation.hint.mandate', { services: list, until });
}

function fullName({ givenName, familyName }: ChoiceOption['patient']): string {
  return `${givenName} ${familyName}`;
}
