/** What the citizen reads during a login, Italian, in ICU message format. @source ux 1.0 to 1.8, ux 3 */
export const textsIt = {
  'common.title.suffix': 'Accesso ai servizi sanitari',
  'common.note.asked_by': 'Accesso richiesto da: {service}',
  'common.button.cancel': 'Annulla',
  'common.note.elsewhere': "Ha già fatto questo passo in un'altra scheda. Continui da qui.",
  'common.note.already_sent': 'Abbiamo già ricevuto questi dati. Non serve inviarli di nuovo.',
  'common.note.not_you': 'Non è {name}? Prema qui per uscire.',
  'common.error.malformed': 'I dati sono arrivati rovinati. Li scriva di nuovo.',
  'common.error.too_large': 'I dati sono troppo lunghi. Li controlli e li scriva di nuovo.',
  'common.error.busy': "In questo momento ci sono molte richieste. Aspetti un po', poi riprovi.",
  'password.title': 'Acceda ai servizi sanitari',
  'password.lead':
    'Tenga vicino la Tessera Sanitaria e il cellulare. Dopo la password le mandiamo un codice per SMS.',
  'password.label.card_serial': 'Ultime 10 cifre della Tessera Sanitaria',
  'password.hint.card_serial':
    'Sono sul retro della tessera, al punto 8. Può scrivere anche tutte le 20 cifre.',
  'password.label.password': 'Password',
  'password.hint.password': 'Se è il primo accesso, legga come si scrive qui sotto.',
  'password.button.submit': 'Continua',
  'password.help.where.title': 'Dove trovo le 10 cifre?',
  'password.help.where.text':
    "Giri la tessera. Al punto 8 c'è un numero di 20 cifre. Le servono le ultime 10. Non usi il codice fiscale.",
  'password.help.first.title': 'È il primo accesso: come scrivo la password?',
  'password.help.first.text':
    "La password ha due parti. La prima è sul foglio dello sportello. La seconda è nell'SMS. Le scriva di seguito: prima quella del foglio, poi quella dell'SMS. Può usare lettere grandi o piccole, con o senza trattini.",
  'password.help.lost.title': 'Non ricordo la password',
  'password.help.lost.text':
    'Vada a uno sportello con la Tessera Sanitaria. Le daranno una nuova password provvisoria.',
  'password.error.card_serial.empty': 'Scriva le ultime 10 cifre della Tessera Sanitaria.',
  'password.error.card_serial.format':
    'Le cifre devono essere 10, oppure tutte e 20. Le controlli sul retro della tessera, al punto 8.',
  'password.error.password.empty': 'Scriva la password.',
  'password.error.refused': 'Con questi dati non si può accedere',
  'password.error.refused.check1': 'Controlli le 10 cifre sul retro della tessera, al punto 8.',
  'password.error.refused.check2': 'Se ha una tessera nuova, usi il numero di quella.',
  'password.error.refused.check3': 'Scriva di nuovo la password, con calma.',
  'password.error.refused.check4': 'Se non riesce, vada allo sportello con la Tessera Sanitaria.',
  'password.error.slow_down':
    'Ci sono stati molti tentativi. Aspetti {seconds, plural, one {# secondo} other {# secondi}}, poi riprovi.',
  'password.help.where.picture':
    'Retro della tessera. In basso a sinistra, al punto 8, le ultime 10 cifre del numero sono cerchiate.',
  'password.help.first.paper': 'Sul foglio',
  'password.help.first.sms': "Nell'SMS",
  'password.help.first.typed': 'Lei scrive',
  'new_password.title': 'Scelga una nuova password',
  'new_password.lead':
    "Quella che ha usato è provvisoria. D'ora in poi userà quella che sceglie qui.",
  'new_password.label.new_password': 'Nuova password',
  'new_password.hint.new_password':
    'Almeno 8 caratteri. Vanno bene anche tre parole con uno spazio in mezzo.',
  'new_password.label.new_password_confirm': 'Scriva di nuovo la stessa password',
  'new_password.help.advice.title': 'Come scelgo una buona password?',
  'new_password.help.advice.text':
    'Scelga tre parole che non hanno legame tra loro. Non usi il nome, la data di nascita o il codice fiscale. Non usi la password di un altro sito. La può scrivere su un foglio, se lo tiene in casa e lontano dalla tessera.',
  'new_password.note.saved': 'La nuova password è salva.',
  'new_password.button.submit': 'Salva e continua',
  'new_password.error.empty': 'Scriva la nuova password.',
  'new_password.error.short':
    'La password ha {n, plural, one {# carattere} other {# caratteri}}. Ne servono almeno 8.',
  'new_password.error.long': 'La password è troppo lunga. Usi al massimo {max} caratteri.',
  'new_password.error.guessable':
    "Questa password è facile da indovinare. Ne scelga un'altra, per esempio tre parole senza legame tra loro.",
  'new_password.error.temporary': 'Questa è la password provvisoria. Ne scelga una nuova.',
  'new_password.error.mismatch': 'Le due password sono diverse. Le scriva di nuovo tutte e due.',
  'one_time_code.title': 'Scriva il codice ricevuto per SMS',
  'one_time_code.lead':
    'Abbiamo mandato un codice di 8 cifre al cellulare che finisce con {tail}. Il codice vale 3 minuti, fino alle {time}.',
  'one_time_code.label.code': 'Codice di 8 cifre',
  'one_time_code.hint.code': 'Può anche copiare e incollare tutto il messaggio.',
  'one_time_code.button.submit': 'Conferma',
  'one_time_code.button.resend': "Manda di nuovo l'SMS",
  'one_time_code.note.countdown': 'Il codice vale ancora {m} e {s}.',
  'one_time_code.note.countdown_last': 'Il codice vale ancora {s}.',
  'one_time_code.unit.minutes': '{n, plural, one {# minuto} other {# minuti}}',
  'one_time_code.unit.seconds': '{n, plural, one {# secondo} other {# secondi}}',
  'one_time_code.note.one_minute': 'Manca un minuto. Se le serve più tempo, chieda un altro SMS.',
  'one_time_code.note.sent_again':
    "Abbiamo mandato di nuovo l'SMS alle {time}. Il codice vale 3 minuti da ora.",
  'one_time_code.note.wait':
    "L'SMS è partito alle {time} e può metterci un po'. Aspetti {seconds, plural, one {# secondo} other {# secondi}} prima di chiederne un altro.",
  'one_time_code.note.sms_failed':
    "L'SMS non è partito. Non dipende da lei. Aspetti un minuto, poi prema «Manda di nuovo l'SMS».",
  'one_time_code.help.none.title': "Non ho ricevuto l'SMS",
  'one_time_code.help.none.text':
    "Controlli che il cellulare sia acceso e abbia campo. L'SMS è gratuito e arriva con il nome {sender}. Se non arriva, lo chieda di nuovo.",
  'one_time_code.help.number.title': 'Ho cambiato numero di cellulare',
  'one_time_code.help.number.text':
    'Il numero si cambia solo allo sportello, con la Tessera Sanitaria. Serve a proteggere i dati di salute.',
  'one_time_code.note.never':
    'Non dica il codice a nessuno. Nessun operatore lo chiede al telefono.',
  'one_time_code.title.expired': 'Serve un nuovo codice',
  'one_time_code.lead.expired':
    'I 3 minuti sono passati. Non deve ricominciare: le mandiamo un altro SMS al cellulare che finisce con {tail}.',
  'one_time_code.button.new_code': 'Manda un altro SMS',
  'one_time_code.error.empty': "Scriva il codice di 8 cifre dell'SMS.",
  'one_time_code.error.format':
    "Il codice ha 8 cifre, senza lettere. Lo controlli nell'SMS e lo scriva di nuovo.",
  'one_time_code.error.refused':
    "Questo codice non va bene. Guardi l'ultimo SMS ricevuto e riprovi, oppure chieda un altro SMS.",
  'one_time_code.error.last_try':
    "Questo codice non va bene. Può provare ancora una volta. Guardi bene l'ultimo SMS.",
  'one_time_code.error.expired':
    'Il codice non vale più: sono passati 3 minuti. Prema «{button}» per averne un altro.',
  'one_time_code.error.no_more_sms':
    'Abbiamo mandato già {n} SMS. Per sicurezza ora deve aspettare. Torni qui dopo le {time}.',
  'delegation.title': 'Per chi vuole operare?',
  'delegation.lead': 'Scelga una persona. Potrà cambiare scelta anche dopo.',
  'delegation.option.self': 'Per me: {name}',
  'delegation.hint.parental': 'Come genitore, fino al {until}: quel giorno compie 18 anni.',
  'delegation.hint.guardianship': 'Per decisione del giudice, fino al {until}.',
  'delegation.hint.mandate': 'Con delega per: {services}. Fino al {until}.',
  'delegation.note.not_here': 'Per {name} la delega non comprende questo servizio.',
  'delegation.button.submit': 'Continua',
  'delegation.help.missing.title': 'Non trovo la persona che cerco',
  'delegation.help.missing.text':
    'La delega forse è scaduta, o non è ancora attiva. Per un figlio o per una persona sotto tutela vada allo sportello con i documenti.',
  'delegation.error.none': 'Scelga una persona per continuare.',
  'delegation.error.ended':
    'Questa scelta non vale più. La delega è finita mentre era in questa pagina. Scelga di nuovo.',
  'delegation.option.birth': 'Data di nascita: {birth}',
  'delegation.service.fse': 'i referti',
  'delegation.service.booking': 'le prenotazioni',
  'delegation.service.exemption': 'le esenzioni',
  'delegation.service.registry': 'i dati e il medico',
  'pin.title': 'Confermi con il PIN',
  'pin.lead':
    'Per {operation} serve anche il PIN. È nella busta chiusa che ha avuto allo sportello.',
  'pin.label.pin': 'PIN',
  'pin.hint.pin': 'Solo cifre.',
  'pin.button.submit': 'Conferma',
  'pin.help.lost.title': 'Non ho il PIN',
  'pin.help.lost.text': 'Il PIN si chiede allo sportello, con la Tessera Sanitaria.',
  'pin.error.empty': 'Scriva il PIN.',
  'pin.error.refused':
    'Il PIN non è giusto. Può provare ancora {n, plural, one {una volta} other {# volte}}.',
  'pin.error.locked':
    'Il PIN è bloccato per sicurezza. Per averne uno nuovo vada allo sportello. Gli altri servizi funzionano ancora.',
  'pin.error.paused':
    'Il cellulare è cambiato da poco. Il PIN si potrà usare dalle {time} del {date}.',
  'pin.shown': 'Il PIN si vede.',
  'pin.hidden': 'Il PIN è nascosto.',
  'pin.operation.doctor': 'cambiare medico',
  'pin.operation.mandate': 'dare una delega',
  'pin.operation.declaration': 'firmare la dichiarazione',
  'pin.operation.other': 'continuare',
  'consent.title': 'Vuole dare questi dati a {service}?',
  'consent.lead':
    '{service} non fa parte del portale della salute. Vede i dati solo se lei dice di sì.',
  'consent.label.who': 'Chi vede i dati',
  'consent.label.whom': 'Di chi sono i dati',
  'consent.label.what': 'Quali dati',
  'consent.label.until': 'Fino a quando',
  'consent.note.revoke': 'Può cambiare idea quando vuole, nella pagina «Accessi e dispositivi».',
  'consent.button.allow': 'Sì, do i dati',
  'consent.button.deny': 'No, non li do',
  'consent.value.until': "Fino all'uscita, al massimo {hours} ore",
  'consent.scope.fse:read': 'Leggere i referti',
  'consent.scope.fse:write': 'Nascondere i referti',
  'consent.scope.booking:read': 'Vedere le prenotazioni',
  'consent.scope.booking:write': 'Prenotare, spostare e disdire',
  'consent.scope.exemption:read': 'Vedere le esenzioni',
  'consent.scope.exemption:declare': 'Firmare autocertificazioni',
  'consent.scope.registry:read': 'Vedere i dati personali',
  'consent.scope.registry:write': 'Cambiare i consensi',
  'consent.scope.registry:choose': 'Scegliere il medico',
  'consent.scope.delegations:read': 'Vedere le deleghe',
  'consent.scope.delegations:write': 'Dare e togliere deleghe',
  'consent.scope.account:read': 'Vedere gli accessi',
  'consent.scope.account:write': 'Chiudere gli accessi',
  'consent.scope.profile': 'Nome, data di nascita e sesso',
  'consent.scope.fiscal_number': 'Codice fiscale',
  'consent.scope.none': 'Solo un codice che la riconosce',
  'continue.title': 'Vuole continuare in {service}?',
  'continue.lead': "Ha già fatto l'accesso come {name}.",
  'continue.button.submit': 'Continua',
  'logout.title': 'Vuole uscire?',
  'logout.lead': 'Uscirà da tutti i servizi sanitari aperti su questo dispositivo.',
  'logout.button.yes': 'Sì, esci',
  'logout.button.no': 'No, resta',
  'logout.title.done': 'Uscita completata',
  'logout.note.done': 'Se usa un computer di altri, chiuda anche tutte le finestre.',
  'logout.button.home': 'Torna al portale',
} as const;

/** Keys of these texts. */
export type TextKey = keyof typeof textsIt;
