/** Texts of the demo's outbox page. */
export const outboxIt = {
  'outbox.brand': 'Messaggi della prova',
  'outbox.title': 'Messaggi e lettere della prova',
  'outbox.lead':
    'Qui arrivano gli SMS e le lettere delle persone inventate. Ricarichi la pagina per vedere i nuovi.',
  'outbox.sms': 'SMS',
  'outbox.letters': 'Lettere',
  'outbox.no_sms': 'Nessun SMS.',
  'outbox.no_letters': 'Nessuna lettera.',
} as const;

export const outboxEn: Record<keyof typeof outboxIt, string> = {
  'outbox.brand': 'Demo messages',
  'outbox.title': 'Messages and letters of the demo',
  'outbox.lead':
    'SMS and letters of the invented people arrive here. Reload the page to see new ones.',
  'outbox.sms': 'SMS',
  'outbox.letters': 'Letters',
  'outbox.no_sms': 'No SMS.',
  'outbox.no_letters': 'No letters.',
};
