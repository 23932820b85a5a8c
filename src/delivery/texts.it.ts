/** Italian words of SMS, mails and letters. @source ux.md section 2 */
import type { Catalog } from './text-keys.ts';

export const ITALIAN: Catalog = {
  sms: {
    code: 'Codice usa e getta (valido 3 minuti) per accedere ai servizi socio sanitari on line codice = {code}\n\n@{host} #{code}',
    code_with_warning:
      'Codice usa e getta (valido 3 minuti) per accedere ai servizi socio sanitari on line codice = {code}. Non lo dica a nessuno\n\n@{host} #{code}',
    second_half:
      'GASS: la prima parte della password è sul foglio dello sportello. Scriva prima quella, poi questa. Vale {days} giorni. Seconda parte: {half}',
    phone_check:
      "Codice per confermare il cellulare allo sportello: {code}. Vale 10 minuti. Lo dica solo all'operatore che ha davanti, mai al telefono.",
    password_changed:
      "La password dei servizi socio sanitari on line è cambiata il {date} alle {time}. Se non l'ha cambiata lei, vada subito allo sportello.",
    new_device:
      'Accesso ai servizi socio sanitari on line da un nuovo dispositivo, {date} ore {time}. Se non era lei, cambi la password o vada allo sportello.',
    temporary_issued:
      "Lo sportello ha dato una nuova password provvisoria il {date}. Quella vecchia non vale più. Se non l'ha chiesta lei, vada subito allo sportello.",
    phone_old:
      'Dal {date} questo numero non riceve più i codici dei servizi socio sanitari on line. Se non lo ha chiesto lei, vada subito allo sportello.',
    phone_new:
      'Questo numero ora riceve i codici dei servizi socio sanitari on line. Il PIN si potrà usare tra 24 ore. Se non lo ha chiesto lei, vada allo sportello.',
    card_replaced:
      'Per accedere usi ora la tessera che finisce con {tail}. Quella vecchia non funziona più. La password resta la stessa.',
    pin_issued:
      "Lo sportello ha dato un nuovo PIN il {date}. Quello vecchio non vale più. Se non l'ha chiesto lei, vada subito allo sportello.",
    suspended:
      "L'accesso ai servizi socio sanitari on line è sospeso dal {date}. Per sapere perché o per riattivarlo vada allo sportello.",
    reactivated:
      "L'accesso ai servizi socio sanitari on line è di nuovo attivo dal {date}. Se non l'ha chiesto lei, vada subito allo sportello.",
    mandate_offered:
      '{name} le propone una delega per i servizi socio sanitari on line. Per rispondere acceda alla pagina Deleghe entro il {date}.',
    mandate_accepted:
      '{name} ha accettato la delega e può operare fino al {date}. Può togliere la delega quando vuole, dalla pagina Deleghe.',
    mandate_refused:
      "{name} non ha accettato la delega. Se vuole, può dare la delega a un'altra persona.",
    mandate_ended:
      'La delega tra lei e {name} è finita il {date}. Da ora non si possono più vedere i dati con quella delega.',
    mandate_ending:
      'La delega tra lei e {name} finisce il {date}. Per continuare serve una nuova delega, prima di quel giorno.',
    coming_of_age:
      'Il {date} {name} compie 18 anni. Da quel giorno non potrà più operare per {name}, che può chiedere le credenziali allo sportello.',
    report_ready:
      "C'è un referto nuovo. Per leggerlo acceda al fascicolo sanitario come fa di solito. Se lo legge lì, non deve ritirare la copia di carta.",
    reports_ready:
      'Ci sono {n} referti nuovi. Per leggerli acceda al fascicolo sanitario come fa di solito. Se li legge lì, non deve ritirare le copie di carta.',
    report_ready_child:
      "C'è un referto nuovo per {name}. Per leggerlo acceda al fascicolo sanitario e scelga {name}.",
  },
  somebody: 'una persona',
  mail: {
    security_event: {
      subject: 'Sicurezza: {event}',
      body: "Buongiorno,\n\n{event} il {date} alle {time} da questo dispositivo: {device}.\n\nSe lo ha fatto lei, non deve fare nulla.\n\nSe non lo ha fatto lei, vada subito a uno sportello con la Tessera Sanitaria. Lo sportello può bloccare l'accesso.\n\nQuesto messaggio non ha collegamenti da premere. Non le chiediamo mai la password o il codice per posta.",
    },
    desk_action: {
      subject: 'Lo sportello ha fatto una modifica',
      body: "Buongiorno,\n\nlo sportello ha fatto questa modifica: {action}.\n\nDove: {desk}.\nQuando: {date}, alle {time}.\nPerché: {reason}.\n\nSe non lo ha chiesto lei, vada subito a uno sportello con la Tessera Sanitaria.\n\nTrova questa e le altre modifiche nella pagina «Attività» dell'area personale.",
    },
    mandate: {
      subject: 'Delega: una novità',
      body: "Buongiorno,\n\n{name} {state} una delega.\n\nChe cosa permette: {services}.\nFino a quando: {until}.\n\nPer rispondere acceda all'area personale e apra la pagina «Deleghe». Se non risponde, la proposta scade dopo 14 giorni.",
    },
    report_ready: {
      subject: "C'è un referto nuovo",
      body: "Buongiorno,\n\nc'è un referto nuovo. Per leggerlo acceda al fascicolo sanitario come fa di solito.\n\nSe lo legge lì, non deve ritirare la copia di carta.\n\nPer non ricevere più questi avvisi apra la pagina «Dati e sicurezza».",
    },
    operator_invitation: {
      subject: 'Invito alla console dello sportello',
      body: "Buongiorno {name},\n\nl'amministratore ha creato il suo accesso per: {desk}.\n\nApra questa pagina: {url}\nScriva il codice di invito che le darà l'amministratore a voce. L'invito vale {hours} ore e si usa una volta sola.\n\nLe servirà un telefono con una applicazione per i codici.",
    },
  },
  letter: {
    'label.name': 'Cognome e nome',
    'label.fiscal_code': 'Codice fiscale',
    'label.document': 'Documento',
    'label.acts_for': 'Opera anche per',
    'label.request': 'Numero della richiesta',
    'label.for': 'Per: {name}',
    'label.todo': 'Che cosa fare',
    'sheet1.title': 'Modulo di richiesta delle credenziali',
    'sheet1.sub': 'Foglio 1 di 2. Resta allo sportello.',
    'sheet1.who': 'Io sottoscrivo questa richiesta con i dati scritti qui sotto.',
    'sheet1.consent':
      "Ho letto l'informativa, versione {version}. Do il consenso al trattamento dei dati.",
    'sheet1.phone': "Il cellulare che finisce con {tail} è mio. L'ho confermato con un codice.",
    'sheet1.duty':
      'Non darò la password e i codici ad altri. Se perdo il cellulare o la tessera lo dirò subito allo sportello.',
    'sheet1.sign': 'Data e firma',
    'sheet2.title': 'Modulo di richiesta delle credenziali',
    'sheet2.sub': 'Foglio 2 di 2. È per lei: lo porti a casa.',
    'sheet2.half': 'Prima parte della password provvisoria',
    'sheet2.half_note': "La seconda parte è nell'SMS che ha appena ricevuto.",
    'sheet2.step1': 'Apra la pagina {address} e prema «Entra».',
    'sheet2.step2':
      'Scriva le ultime 10 cifre della Tessera Sanitaria. Sono sul retro, al punto 8.',
    'sheet2.step3': "Scriva la password: prima la parte di questo foglio, poi quella dell'SMS.",
    'sheet2.step4':
      'Scelga una nuova password. Da quel momento questo foglio non serve più: lo butti.',
    'sheet2.step5': 'Scriva il codice di 8 cifre che riceve per SMS.',
    'sheet2.until': 'Da usare entro il {date}. Si usa una volta sola.',
    'sheet2.lost':
      "Se perde il foglio o cancella l'SMS, torni allo sportello con la Tessera Sanitaria.",
    'sheet2.finder': 'Chi trova questo foglio può buttarlo: da solo non apre nulla.',
    'sheet2.never': 'Nessuno le chiederà la password o il codice al telefono.',
    'pin.title': 'PIN personale',
    'pin.text':
      'Serve per cambiare medico, dare deleghe e firmare dichiarazioni. Lo tenga in un posto diverso dalla tessera.',
  },
};
