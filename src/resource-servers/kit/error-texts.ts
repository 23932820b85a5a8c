/** What the person reads when a resource server refuses, in both languages. @source resource-servers 1.10 */
import type { ApiErrorCode } from './errors.ts';

/** Languages of answers; Italian unless `Accept-Language` prefers English. */
export type Language = 'it' | 'en';

/** Words put into a text. */
export interface TextArguments {
  readonly scope?: string | undefined;
  readonly field?: string | undefined;
}

type Text = (args: TextArguments) => string;

const TEXTS: Readonly<Record<ApiErrorCode, readonly [it: Text, en: Text]>> = {
  ACCESS_TOKEN_MISSING: [
    () => 'Per questa richiesta serve accedere.',
    () => 'Sign in to make this request.',
  ],
  ACCESS_TOKEN_INVALID: [
    () => 'Il token non è valido: acceda di nuovo.',
    () => 'The token is not valid: sign in again.',
  ],
  ACCESS_TOKEN_EXPIRED: [
    () => 'La sessione è scaduta: acceda di nuovo.',
    () => 'The session has expired: sign in again.',
  ],
  'token-revoked': [
    () => 'L’accesso è stato chiuso: acceda di nuovo.',
    () => 'This access was ended: sign in again.',
  ],
  'proof-invalid': [() => 'La prova DPoP non è valida.', () => 'The DPoP proof is not valid.'],
  'step-up-required': [() => 'Per continuare serve il PIN.', () => 'Your PIN is needed to go on.'],
  'token-in-request': [
    () => 'Il token va mandato una sola volta, nell’intestazione Authorization.',
    () => 'Send the token once, in the Authorization header.',
  ],
  ACCESS_DENIED_LEVEL: [
    ({ scope }) => `Il token non ha lo scope ${scope ?? 'richiesto'}.`,
    ({ scope }) => `The token does not have the scope ${scope ?? 'it needs'}.`,
  ],
  'delegation-not-accepted': [
    () => 'Questa operazione non si può fare per un’altra persona con questa delega.',
    () => 'This cannot be done for another person under this mandate.',
  ],
  'delegation-basis': [
    () => 'Questo tipo di delega non permette questa operazione.',
    () => 'This kind of mandate does not allow this.',
  ],
  'delegation-action': [
    () => 'La delega non comprende questa operazione.',
    () => 'The mandate does not include this.',
  ],
  'other-patient': [
    () => 'La richiesta riguarda una persona diversa da quella del token.',
    () => 'The request is about a person other than the one in the token.',
  ],
  VALIDATION_ERROR: [
    ({ field }) => (field ? `Il valore di «${field}» non è valido.` : 'La richiesta non è valida.'),
    ({ field }) => (field ? `The value of “${field}” is not valid.` : 'The request is not valid.'),
  ],
  'cursor-invalid': [
    () => 'Questa pagina di risultati non vale più: ripeta la ricerca.',
    () => 'This page of results is no longer valid: search again.',
  ],
  METHOD_NOT_ALLOWED: [() => 'Metodo non ammesso.', () => 'Method not allowed.'],
  NOT_ACCEPTABLE: [
    () => 'Il formato richiesto non è disponibile: c’è solo JSON.',
    () => 'The requested format is not available: there is JSON only.',
  ],
  'too-large': [() => 'La richiesta è troppo grande.', () => 'The request is too large.'],
  'address-too-long': [
    () => 'L’indirizzo della richiesta è troppo lungo.',
    () => 'The request address is too long.',
  ],
  'unsupported-type': [
    () => 'Il tipo del contenuto non è ammesso: mandi JSON in UTF-8.',
    () => 'The content type is not allowed: send JSON in UTF-8.',
  ],
  RESOURCE_NOT_FOUND: [() => 'Risorsa non trovata.', () => 'Resource not found.'],
  'duplicate-identifier': [
    () => 'C’è già un altro documento con questo identificativo.',
    () => 'Another document already has this identifier.',
  ],
  'consulted-online': [
    () => 'Il documento è già stato consultato on line: la stampa non serve.',
    () => 'The document was already read on line: no print is needed.',
  ],
  'version-changed': [
    () => 'La risorsa è cambiata nel frattempo: la legga di nuovo.',
    () => 'The resource has changed meanwhile: read it again.',
  ],
  NOT_PROCESSABLE: [
    ({ field }) =>
      field ? `«${field}» non si può elaborare.` : 'La richiesta non si può elaborare.',
    ({ field }) => (field ? `“${field}” cannot be processed.` : 'The request cannot be processed.'),
  ],
  'not-a-minor': [
    () => 'P97 si usa solo per i documenti di un minorenne.',
    () => 'P97 is only for the documents of a minor.',
  ],
  'hash-mismatch': [
    () => 'Dimensione o impronta non corrispondono al contenuto.',
    () => 'Size or hash do not match the content.',
  ],
  'type-class-mismatch': [
    () => 'Il tipo di documento non appartiene alla classe indicata.',
    () => 'The document type does not belong to the given class.',
  ],
  'unknown-replaced': [
    () => 'Il documento da sostituire non esiste.',
    () => 'The document to be replaced does not exist.',
  ],
  'slot-taken': [
    () => 'Questo posto è appena stato preso: ne scelga un altro.',
    () => 'This place has just been taken: choose another.',
  ],
  'already-booked': [
    () => 'Questa prestazione è già prenotata.',
    () => 'This service is already booked.',
  ],
  'service-mismatch': [
    () => 'Il posto è per una prestazione diversa da quella prescritta.',
    () => 'The place is for a service other than the prescribed one.',
  ],
  'prescription-unknown': [
    () => 'Non troviamo questa ricetta. Controlli il numero.',
    () => 'We cannot find this prescription. Check its number.',
  ],
  'prescription-expired': [
    () => 'La ricetta è scaduta: ne chieda una nuova al medico.',
    () => 'The prescription has expired: ask the doctor for a new one.',
  ],
  'priority-expired': [
    () => 'La ricetta urgente si prenota entro 48 ore: torni dal medico.',
    () => 'An urgent prescription is booked within 48 hours: go back to the doctor.',
  ],
  'too-many': [
    () => 'Ha già troppe prenotazioni: ne disdica una, poi riprovi.',
    () => 'You have too many bookings: cancel one, then try again.',
  ],
  'cancel-too-late': [
    () => 'È tardi per spostare o disdire on line: telefoni alla struttura.',
    () => 'It is too late to move or cancel on line: telephone the facility.',
  ],
  'not-changeable': [
    () => 'Questa prenotazione non si può più cambiare.',
    () => 'This booking can no longer be changed.',
  ],
  'text-changed': [
    () => 'Il testo è cambiato: lo legga di nuovo, poi confermi.',
    () => 'The text has changed: read it again, then confirm.',
  ],
  'already-active': [
    () => 'Questa esenzione è già attiva.',
    () => 'This exemption is already active.',
  ],
  'not-declarable': [
    () => 'Questa esenzione non si può dichiarare on line.',
    () => 'This exemption cannot be declared on line.',
  ],
  'facts-missing': [
    () => 'Manca una risposta: le dia tutte, poi firmi.',
    () => 'An answer is missing: give all of them, then sign.',
  ],
  age: [
    () => 'L’età non permette questa esenzione.',
    () => 'The age does not allow this exemption.',
  ],
  'not-revocable': [
    () => 'Questa dichiarazione non si può ritirare.',
    () => 'This declaration cannot be withdrawn.',
  ],
  'current-changed': [
    () => 'Il medico è cambiato nel frattempo: guardi di nuovo.',
    () => 'The doctor has changed meanwhile: look again.',
  ],
  'doctor-full': [
    () => 'Questo medico non ha più posti: ne scelga un altro.',
    () => 'This doctor has no places left: choose another.',
  ],
  'one-change-a-day': [
    () => 'Ha già cambiato medico oggi: riprovi domani.',
    () => 'You already changed doctor today: try again tomorrow.',
  ],
  'wrong-age': [
    () => 'Questo medico non segue persone di questa età.',
    () => 'This doctor does not take people of this age.',
  ],
  'wrong-district': [
    () => 'Questo medico lavora in un altro territorio: vada allo sportello.',
    () => 'This doctor works in another area: go to a counter.',
  ],
  'same-association': [
    () => 'Questo medico lavora con il suo medico attuale: per cambiare vada allo sportello.',
    () => 'This doctor works with your present one: go to a counter to change.',
  ],
  'desk-only': [
    () => 'Questa scelta si fa solo allo sportello.',
    () => 'This choice is made at a counter only.',
  ],
  'key-reused': [
    () => 'Questa chiave è già stata usata per un’altra richiesta.',
    () => 'This key was already used for another request.',
  ],
  'still-running': [
    () => 'La stessa richiesta è già in corso: aspetti la risposta.',
    () => 'The same request is under way: wait for its answer.',
  ],
  TOO_MANY_REQUESTS: [
    () => 'Troppe richieste: riprovi tra poco.',
    () => 'Too many requests: try again shortly.',
  ],
  SERVICE_UNAVAILABLE: [
    () => 'Il servizio ora non è disponibile: riprovi tra poco.',
    () => 'The service is not available now: try again shortly.',
  ],
  INTERNAL_ERROR: [
    () => 'Si è verificato un errore: riprovi più tardi.',
    () => 'Something went wrong: try again later.',
  ],
};

/** The text of a refusal. */
export function textOf(code: ApiErrorCode, language: Language, args: TextArguments = {}): string {
  const [italian, english] = TEXTS[code];
  return (language === 'en' ? english : italian)(args);
}
