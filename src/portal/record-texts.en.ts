/** Texts of the health record's pages, English. @source issue 4; by the rules of ux 3 */
import type { recordIt } from './record-texts.it.ts';

export const recordEn: Readonly<Record<keyof typeof recordIt, string>> = {
  'prescriptions.title': 'Prescriptions of {name}',
  'prescriptions.lead': 'Newest first. You can open and print each prescription here.',
  'prescriptions.empty': 'There are no prescriptions. When a doctor writes one, you find it here.',
  'prescriptions.back': 'Back to prescriptions',
  'vaccinations.title': 'Vaccinations of {name}',
  'vaccinations.lead': 'Newest first. You can open and print each certificate here.',
  'vaccinations.empty': 'There are no vaccinations. When a centre records one, you find it here.',
  'vaccinations.back': 'Back to vaccinations',
  'hide.badge.P99': 'Hidden',
  'hide.badge.P97': 'Hidden from parents',
  'hide.heading': 'Who can see it',
  'hide.about.open': 'You can hide this document from others. You always see it.',
  'hide.about.hidden': 'Others do not see this document. You always see it.',
  'hide.cancel': 'Cancel',
  'hide.nascondi.button': 'Hide',
  'hide.nascondi.title': 'Hide this document?',
  'hide.nascondi.effect1':
    'From now on only you see it, and who wrote it. Who acts for you no longer sees it.',
  'hide.nascondi.effect2': 'Others do not know that it exists. You can show it again at any time.',
  'hide.nascondi.confirm': 'Yes, hide it',
  'hide.mostra.button': 'Show again',
  'hide.mostra.title': 'Show this document again?',
  'hide.mostra.effect1': 'From now on who acts for you sees it again.',
  'hide.mostra.effect2': 'You can hide it again at any time.',
  'hide.mostra.confirm': 'Yes, show it',
  'hide.nascondi-ai-genitori.button': 'Hide from parents',
  'hide.nascondi-ai-genitori.title': 'Hide it from your parents?',
  'hide.nascondi-ai-genitori.effect1':
    'From now on your parents do not see it, nor who acts for you.',
  'hide.nascondi-ai-genitori.effect2':
    'They do not know that it exists. You can show it again at any time.',
  'hide.nascondi-ai-genitori.confirm': 'Yes, hide it from my parents',
  'hide.mostra-ai-genitori.button': 'Show to parents',
  'hide.mostra-ai-genitori.title': 'Show it to your parents again?',
  'hide.mostra-ai-genitori.effect1': 'From now on your parents see it again.',
  'hide.mostra-ai-genitori.effect2': 'You can hide it again at any time.',
  'hide.mostra-ai-genitori.confirm': 'Yes, show it to my parents',
  'hide.cascade': 'It is a prescription: the documents that follow from it are hidden too.',
  'hide.uncascade': 'It is a prescription: the documents that follow from it are shown again too.',
  'hide.done.hidden': 'Done. The document is hidden.',
  'hide.done.shown': 'Done. The document is shown again.',
  'hide.others':
    '{n, plural, one {It holds for one more document too.} other {It holds for # more documents too.}}',
};
