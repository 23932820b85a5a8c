/** Texts of the page kit, Italian: what every page of every process may need. @source ux 1.0 */
export const kitIt = {
  'kit.skip': 'Vai al contenuto',
  'kit.language': 'English',
  'kit.errors': "C'è qualcosa da correggere",
  'kit.error_prefix': 'Errore: ',
  'kit.show': 'Mostra',
  'kit.hide': 'Nascondi',
  'kit.shown': 'La password si vede.',
  'kit.hidden': 'La password è nascosta.',
  'kit.footer.label': 'Informazioni',
  'kit.help.title': 'Aiuto',
  'kit.help.text1':
    'Per accedere servono la Tessera Sanitaria, la password e il cellulare. Dopo la password arriva un codice per SMS.',
  'kit.help.text2':
    'Se non ricorda la password, vada a uno sportello con la Tessera Sanitaria. Le daranno una password provvisoria.',
  'kit.help.text3':
    'Se ha cambiato numero di cellulare, lo dica allo sportello. Il numero si cambia solo lì.',
  'kit.help.text4': 'Nessun operatore chiede la password o il codice al telefono.',
  'kit.accessibility.title': 'Accessibilità',
  'kit.accessibility.text1':
    'Queste pagine si usano anche con la sola tastiera, con un lettore di schermo e con i caratteri grandi. Seguono le regole WCAG 2.2, livello AA.',
  'kit.accessibility.text2':
    "Una cosa manca ancora. Il codice dell'SMS va copiato a mano, quando il cellulare è diverso dal dispositivo che usa.",
  'kit.accessibility.text3':
    'Se qualcosa non funziona, lo dica allo sportello. La dichiarazione ufficiale la pubblica la regione che usa questo servizio.',
  'kit.privacy.title': 'Privacy',
  'kit.privacy.text1':
    'I dati servono solo per far entrare la persona giusta. Ogni accesso resta scritto in un registro.',
  'kit.privacy.text2':
    "I cookie servono solo per l'accesso, per la lingua e per riconoscere questo dispositivo. Non ci sono cookie di pubblicità.",
  'kit.privacy.text3': "L'informativa completa la pubblica la regione che usa questo servizio.",
  'kit.stopped.title.expired': 'La pagina è scaduta',
  'kit.stopped.error.expired':
    "È passato troppo tempo, o ha usato il tasto Indietro dopo l'accesso. Nessun dato è andato perso. Torni al portale e acceda di nuovo.",
  'kit.stopped.title.cookies': 'Mancano i cookie',
  'kit.stopped.error.cookies':
    'Per accedere servono i cookie: sono piccoli dati che il sito salva sul telefono o sul computer. Li attivi nelle impostazioni, poi torni al portale. Se è in una finestra anonima, ne apra una normale.',
  'kit.stopped.title.too_many': 'Accesso sospeso per poco',
  'kit.stopped.error.too_many':
    'Per proteggere i dati abbiamo fermato questo accesso. Torni al portale e riprovi dopo le {time}. Se ha fretta, vada allo sportello.',
  'kit.stopped.title.unavailable': 'Il servizio è fermo',
  'kit.stopped.error.unavailable':
    'Non dipende da lei. Ci stiamo lavorando. Riprovi tra {n, plural, one {un minuto} other {# minuti}}.',
  'kit.stopped.title.broken': 'Qualcosa non ha funzionato',
  'kit.stopped.error.broken':
    "Il problema è nostro. Torni al portale e riprovi. Se succede ancora, chiami l'assistenza e dica il numero {reference}.",
  'kit.stopped.title.bad_request': 'Da qui non si può accedere',
  'kit.stopped.error.bad_request':
    "L'indirizzo è incompleto o vecchio. Parta dal portale della salute o dal servizio che usa di solito.",
  'kit.stopped.title.not_found': 'Pagina non trovata',
  'kit.stopped.error.not_found':
    "L'indirizzo non è giusto, o la pagina non c'è più. Parta dal portale della salute.",
  'kit.stopped.button.portal': 'Torna al portale',
} as const;

/** Keys that every catalog has. */
export type KitKey = keyof typeof kitIt;
