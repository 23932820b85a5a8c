/**
 * Every duration and count of the system, with its unit and where it comes from.
 *
 * May be imported from everywhere and imports nothing. A number that decides how long or how many
 * stands here and nowhere else. Units are in the names: `_S` seconds, `_MS` milliseconds,
 * `_DAYS` days; a name without unit is a count. "JUDG" marks our own judgement.
 */

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;
/** One day in milliseconds, for arithmetic on instants. */
export const DAY_MS = DAY_S * 1000;

// Tokens and sessions

/** Access and ID tokens. @source FAPI 2.0 5.3.2; JUDG: bounds what a missed revocation can cost. */
export const ACCESS_TOKEN_S = 300;
export const ID_TOKEN_S = 300;
/** Authorization codes and pushed requests. @source FAPI 2.0: at most 60 s. */
export const AUTHORIZATION_CODE_S = 60;
export const PUSHED_REQUEST_S = 60;
/** One interaction: an expired one-time code never costs the password again. @source ux 1.0.10 */
export const INTERACTION_S = 30 * MINUTE_S;
/** Session without use, and since the first login. @source NIST 800-63B-4 AAL2 */
export const SESSION_IDLE_S = 30 * MINUTE_S;
export const SESSION_ABSOLUTE_S = 12 * HOUR_S;
/** Refresh tokens of mobile apps: absolute and idle. @source SPID/CIE: at most 30 days */
export const MOBILE_REFRESH_ABSOLUTE_S = 30 * DAY_S;
export const MOBILE_REFRESH_IDLE_S = 14 * DAY_S;
/** A repeated code or unbound refresh token within this is refused and changes nothing. JUDG: lost answers, double clicks. */
export const REPEAT_TOLERANCE_S = 10;
/** How old a DPoP proof may be, and how long its jti is kept. @source RFC 9449 11.1: twice the window */
export const DPOP_IAT_S = 60;
export const DPOP_JTI_S = 2 * DPOP_IAT_S;
/** How far in the future a token may have been issued. JUDG: clocks of two machines. */
export const IAT_FUTURE_S = 5;
/** Exchanges a minute for one parent grant. JUDG: 5 persons x 2 services. */
export const EXCHANGES_PER_MINUTE = 10;

// Token Status List (draft-ietf-oauth-status-list)

/** In one epoch a grant uses one entry. Measured: 62 kB of list at 5 % set. */
export const STATUS_EPOCH_S = 900;
/** Entries of one list; 131,072 bytes at most when inflated. */
export const STATUS_LIST_ENTRIES = 2 ** 20;
/** How long after its epoch a list is still served: the last token plus clock differences. */
export const STATUS_RETIRE_S = ACCESS_TOKEN_S + 30;
/** Rebuild 1 s + poll 3 s + answer 1 s: a revocation is seen within 5 s. */
export const STATUS_REBUILD_MS = 1000;
/** Revocations are read again from so long before the last look; all of an epoch once a minute. JUDG: late commits, clocks. */
export const STATUS_LOOK_BACK_MS = 10_000;
export const STATUS_FULL_REBUILD_MS = 60_000;
export const STATUS_POLL_MS = 3000;
export const STATUS_TTL_S = 3;
export const STATUS_EXP_S = 300;
/** A list older than this no longer vouches for delegated tokens, writes and acr pin. */
export const STATUS_STALE_S = 30;

// Passwords

/** Signs of one half of the first password; 20^8 = 34.6 bits. @source ux 2, limits.md HALF */
export const HALF_LENGTH = 8;
/** Signs that nobody confuses with others. @source ux 2 */
export const HALF_ALPHABET = 'acdefhjkmnprtwxy3479';
/** Life of a temporary password. @source NIST 800-63B-4: codes by post at most 21 days */
export const TEMPORARY_PASSWORD_S = 21 * DAY_S;
/** Length in characters, and in bytes after NFC. @source NIST 800-63B-4 3.1.1.2, ASVS 6.2 */
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;
export const PASSWORD_MAX_BYTES = 1024;
/** How many of the commonest passwords are refused. @source ASVS 6.2.4 and 6.2.12 */
export const BLOCKLIST_SIZE = 100_000;
/** argon2id cost. @source OWASP Password Storage Cheat Sheet */
export const ARGON2_MEMORY_KIB = 19_456;
export const ARGON2_TIME = 2;
export const ARGON2_PARALLELISM = 1;
/** How long a hash may wait for its turn before 503. JUDG */
export const HASH_QUEUE_WAIT_MS = 3000;

// Throttle before the password is proven (limits.md)

/** Failures of one serial from one network: free ones, then 30 s doubling to 900 s, and at most so many a day. @source NIST delays */
export const STRANGER_FREE = 5;
export const STRANGER_DELAY_S = 30;
export const STRANGER_DELAY_MAX_S = 900;
export const STRANGER_PER_DAY = 20;
/** The day over which failures before and after the password are counted. */
export const FAILURES_WINDOW_S = DAY_S;
/** Strangers' failures on one serial in 24 h after which each network keeps one try a minute, 5 a day. */
export const SERIAL_ALARM = 100;
export const SERIAL_ALARM_DELAY_S = 60;
export const SERIAL_ALARM_PER_DAY = 5;
/** Failures of a known device: per hour, and after how many its cookie is void. JUDG */
export const DEVICE_FAILURES_PER_HOUR = 10;
export const DEVICE_WINDOW_S = HOUR_S;
export const DEVICE_FAILURES_VOID = 50;
/** Life of a device cookie, and accounts a device may know. JUDG */
export const DEVICE_COOKIE_S = 180 * DAY_S;
export const DEVICE_ACCOUNTS = 5;
/** Failures, or different serials with a failure, of one address in 10 minutes; of one network; then the wait. */
export const ADDRESS_FAILURES = 50;
export const ADDRESS_SERIALS = 20;
export const NETWORK_FAILURES = 200;
export const NETWORK_WINDOW_S = 10 * MINUTE_S;
export const NETWORK_WAIT_S = 60;

// One-time code

/** Digits and life of a code from the last hand-over of its message. @source brochure: 8 characters, "valido 3 minuti" */
export const ONE_TIME_CODE_DIGITS = 8;
export const ONE_TIME_CODE_S = 180;
/** Life of a code from its creation, resends included. @source ASVS 6.5.5 */
export const ONE_TIME_CODE_ABSOLUTE_S = 600;
/** A code whose message is not handed over in this time is abandoned. JUDG */
export const HAND_OVER_S = 120;
/** Tries of one code; of one account in 24 h; wrong ones in a row until unknown devices get no more codes. <= 2.05e-7 an account */
export const CODE_TRIES = 5;
export const CODE_TRIES_PER_DAY = 10;
export const CODE_FAILURES_IN_ROW = 20;
/** Wait between two sendings of one challenge, and sendings of one code. @source ux 1.3 */
export const RESEND_WAIT_S = 60;
export const CODE_SENDINGS = 3;
/** Sendings to one account in 10 minutes. @source Telnyx guidance of 3, plus one lost */
export const ACCOUNT_SENDINGS = 4;
export const ACCOUNT_SENDINGS_WINDOW_S = 10 * MINUTE_S;
/** How long a repeated answer waits for the outcome of the first, and how often it looks. JUDG: a hash and its queue */
export const OUTCOME_WAIT_MS = HASH_QUEUE_WAIT_MS + 1000;
export const OUTCOME_LOOK_MS = 40;
/** How long the code page waits for the record of its first sending: a second press reads it early. JUDG */
export const FIRST_CODE_WAIT_MS = 2000;
/** How long a page waits to say whether its SMS left. JUDG */
export const DELIVERY_GLANCE_MS = 1000;

// PIN

/** Digits; tries of one challenge; wrong ones in a row until the desk lifts it. 5e-6 */
export const PIN_DIGITS = 6;
export const PIN_TRIES = 3;
export const PIN_FAILURES_IN_ROW = 5;
/** How long after the PIN a grant claims acr pin. @source design 6 */
export const PIN_ACR_S = 600;
/** PIN alone is enough within this time of password and code. @source design 6 */
export const PIN_ALONE_S = 1800;
/** PIN operations rest after a change of telephone (SIM swap). JUDG */
export const PHONE_CHANGE_HOLD_S = 24 * HOUR_S;

// Delegations

/** Mandates given by one person and held by one person. @source Regione Lombardia, January 2025 */
export const MANDATES_GIVEN = 3;
export const MANDATES_HELD = 5;
/** Longest mandate, and review of a guardianship without end. @source Veneto: 24 months */
export const MANDATE_MONTHS = 24;
/** How often a new delegation looks for a free place when others take them at the same time. JUDG */
export const SLOT_TRIES = 100;
/** Age at which a parent's access ends. @source DM 7 Sept 2023 art. 8, 11 */
export const ADULT_AGE_YEARS = 18;

// Delivery

/** How long one courier holds a message, and the waits between its tries. JUDG */
export const MESSAGE_LEASE_S = 30;
export const MESSAGE_RETRY_S: readonly number[] = [2, 5, 15, 45, 120, 300, 900];
/** Life of a message that carries no secret of its own. JUDG */
export const NOTICE_S = 2 * DAY_S;
/** Notices of new reports to one account a day, a budget of their own. @source limits.md */
export const NOTICES_PER_DAY = 2;
export const NOTICES_WINDOW_S = DAY_S;
/** How often the courier looks for due messages when nothing woke it. JUDG */
export const COURIER_POLL_MS = 1000;
/** Time-out of a back-channel logout or a look at a client's keys. JUDG: the person waits for it. */
export const OUTGOING_TIMEOUT_MS = 2500;
/** Time-out of one call to an SMS gateway or a mail server. The SDK has none. */
export const CHANNEL_TIMEOUT_MS = 10_000;
/** Longest host that fits the code's SMS in one segment; up to the second the warning fits too. @source ux 2 */
export const SMS_HOST_MAX = 46;
export const SMS_HOST_WARNING_MAX = 23;
/** The name an SMS comes from; at most 11 letters. @source 3GPP TS 23.040 9.1.2.5 */
export const SMS_SENDER = 'GASS';
/** Septets of one SMS segment. @source 3GPP TS 23.038 */
export const SMS_SEPTETS = 160;
/** Characters of a first name in an SMS. @source ux 2 */
export const SMS_NAME_LENGTH = 15;
/** How long a gateway tries to reach a telephone with a code: later it is worth nothing. */
export const SMS_CODE_TTL_S = ONE_TIME_CODE_S;
/** Hand-overs one courier has under way at once, and messages it looks for at once. @source Vonage: 30 SMS a second */
export const COURIER_CONCURRENCY = 16;
export const COURIER_BATCH = 100;
/** How long a message without its body is kept for the audit of an incident. @source limits.md: attempts 30 d */
export const MESSAGE_KEPT_S = 30 * DAY_S;
/** How long the key of a notice is remembered: as long as any message it made. */
export const NOTICE_KEY_S = NOTICE_S + MESSAGE_KEPT_S;

// Web

/** Largest form body and JSON body, in bytes. */
export const FORM_BODY_BYTES = 16 * 1024;
export const JSON_BODY_BYTES = 256 * 1024;
/** Objects and lists within each other in a JSON body. JUDG: FHIR needs a dozen; what walks it must not run out of stack. */
export const JSON_DEPTH = 64;
/** A longer form is still read to its end, unkept, so that the person sees the answer; beyond this it is cut. JUDG */
export const FORM_BODY_DISCARDED_BYTES = 4 * 1024 * 1024;
/** Fields of one form; ours have at most ten. JUDG */
export const FORM_FIELDS = 50;
/** How long browsers remember to come by https only. @source OWASP HSTS Cheat Sheet: one year */
export const HSTS_S = 365 * DAY_S;
/** Life of the language cookie: a preference, not a secret. JUDG */
export const LANGUAGE_COOKIE_S = 365 * DAY_S;
/** Life of the cookie that carries one sentence to the next page of a login. JUDG */
export const NOTE_COOKIE_S = MINUTE_S;
/** How long a login that was stopped for too many codes is told to wait: its budget of SMS is then whole again. */
export const TOO_MANY_WAIT_S = ACCOUNT_SENDINGS_WINDOW_S;
/** How long a browser keeps an asset whose address holds the hash of its content. */
export const ASSET_KEPT_S = 365 * DAY_S;
/** Metrics stand on the port of their process plus this. @source design 9 */
export const METRICS_PORT_OFFSET = 6000;
/** Longest path with query, in characters. @source resource-servers 1.12 */
export const URL_LENGTH = 4096;
/** How long a stopping process lets requests finish. JUDG */
export const DRAIN_S = 10;
/** How often the sweeper runs, and how much it removes at once. It only reclaims space. */
export const SWEEP_MS = 60_000;
export const SWEEP_BATCH = 500;
/** Removals that the sweeper has under way at once. JUDG */
export const SWEEP_AT_ONCE = 20;
/** How long login attempts and ended grants are kept for the audit of an incident. @source limits.md */
export const ATTEMPT_KEPT_S = 30 * DAY_S;
/** Life of the access log. @source SPID: at least 24 months */
export const AUDIT_KEPT_DAYS = 730;
/** How far back before the last start a new audit chain names heads again. JUDG: clocks of two machines, a write under way. */
export const AUDIT_OVERLAP_S = 10;
/** Wait told to a client by a 503. */
export const RETRY_AFTER_S = 5;

// Storage

/** Most changes in one SQLite transaction. Measured: 32 a commit give 13 times the single inserts; bounds how long the event loop is held. */
export const COMMIT_BATCH = 256;
/** How long one statement blocks for a lock of another process; the rest of the wait is asynchronous. JUDG */
export const SQLITE_BLOCK_MS = 20;
/** How long an operation waits for locks and lost races in all before 503, and its longest pause between tries. JUDG */
export const STORAGE_WAIT_MS = 5000;
export const STORAGE_PAUSE_MS = 20;
/**
 * MongoDB: wait for a primary, for a connection, for an answer. Measured: without an end of its own a
 * silent server holds callers for 24 s; the driver's `timeoutMS` does nothing.
 */
export const MONGO_SELECTION_MS = 3000;
export const MONGO_CONNECT_MS = 3000;
export const MONGO_ANSWER_MS = 3000;

// Resource servers (resource-servers.md 1.8, 1.12)

/** Entries of a page: default and most. */
export const PAGE_DEFAULT = 20;
export const PAGE_MAX = 100;
/** Life of a page cursor. */
export const CURSOR_S = HOUR_S;
/** Values in one search parameter. */
export const PARAMETER_VALUES = 50;
/** Search parameters that ask something of an item, repeats counted. JUDG: dates cost 25 us a value to read */
export const SEARCH_PARAMETERS = 50;
/** Requests and writes a minute for one token. */
export const REQUESTS_PER_MINUTE = 120;
export const WRITES_PER_MINUTE = 20;
/** Body of a publication and the PDF in it, in bytes. */
export const PUBLICATION_BYTES = 14 * 1024 * 1024;
export const PDF_BYTES = 10 * 1024 * 1024;
/** Taken from the JWKS no more often than this when a kid is unknown, in milliseconds. */
export const JWKS_COOLDOWN_MS = 5000;
/** The JWKS is read again this often, so that a withdrawn key stops being believed; never trusted longer than the maximum. JUDG */
export const JWKS_REFRESH_MS = 600_000;
export const JWKS_MAX_AGE_MS = HOUR_S * 1000;
/** How long a resource server waits for one answer of the provider. JUDG */
export const ISSUER_TIMEOUT_S = 3;
/** How long the answer of an introspection may be used again: below the 5 s of a revocation. @source design 6 */
export const INTROSPECTION_CACHE_MS = 3000;
/** Questions about opaque tokens that a resource server has under way at once; then 503. JUDG */
export const INTROSPECTIONS_AT_ONCE = 16;
/** Entries of one in-memory table of a resource server (rates, DPoP jti, introspections): bounds its memory. JUDG */
export const MEMORY_ENTRIES = 10_000;
/** Status lists kept at once: two epochs of grants and of clients, with room. JUDG */
export const STATUS_LISTS_KEPT = 16;
/** Longest access token or DPoP proof that is looked at, in characters: a delegated token has 1,500. JUDG */
export const TOKEN_LENGTH = 8192;
/** Window of the rates per token. */
export const RATE_WINDOW_S = MINUTE_S;
/** A patient gets at most one notice of new reports in this time. @source resource-servers 2, JUDG */
export const NOTICE_QUIET_S = 15 * MINUTE_S;
/** How often due notices are looked for, how long a failed one rests, and when it is given up. JUDG */
export const NOTICE_POLL_MS = 5000;
export const NOTICE_RETRY_S = MINUTE_S;
export const NOTICE_GIVEN_UP_S = DAY_S;
/** Notices handed over in one go. */
export const NOTICE_BATCH = 20;

// Registry (resource-servers.md 5)

/** People a doctor may have: GP, GP authorised for more, paediatrician. @source domain.md 48, 49 */
export const GP_PATIENTS = 1500;
export const GP_PATIENTS_AUTHORISED = 1800;
export const PAEDIATRICIAN_PATIENTS = 1000;
/** Below this age a paediatrician alone. @source domain.md 49 */
export const PAEDIATRICIAN_ONLY_YEARS = 6;
/** Birthdays at which a paediatrician's care ends, the second with the desk's mark of a serious illness. @source domain.md 49 */
export const PAEDIATRICIAN_END_YEARS = 14;
export const PAEDIATRICIAN_ILL_END_YEARS = 16;
/** Choices of doctor that are kept with a person: the newest. JUDG: bounds a record; the access log has them all. */
export const DOCTOR_CHOICES_KEPT = 100;
/** How long a change of doctor, or the writing of a note, is believed to be under way. JUDG */
export const REGISTRY_LEASE_MS = 30_000;
/** How often what a crash left is put in order, and how much of it at once. JUDG */
export const REGISTRY_UPKEEP_MS = 60_000;
export const REGISTRY_UPKEEP_BATCH = 200;
/** Notes of a person, and bytes of one. @source resource-servers 1.12 */
export const NOTES_PER_PERSON = 1000;
export const NOTE_BYTES = 64 * 1024;
/** Characters of a note's title. JUDG */
export const NOTE_TITLE_LENGTH = 200;
/** Lines of an import that are read, checked and written together. Measured: more gain nothing. */
export const IMPORT_BATCH = 1000;
/** Longest line of an imported file, in characters. JUDG: ten times a whole one */
export const IMPORT_LINE_LENGTH = 4096;
/** Refused lines that an import without `--refused` tells one by one. JUDG */
export const IMPORT_TOLD = 20;

// Portal

/** Portal session without use. @source ux 1.11: 30 minutes */
export const PORTAL_IDLE_S = 30 * MINUTE_S;
/** An access token is renewed when it has less than this left. JUDG */
export const PORTAL_RENEW_BEFORE_S = 20;
/** Characters of a note written here. JUDG: fits into FORM_BODY_BYTES, accents and all */
export const PORTAL_NOTE_CHARS = 2500;
/** From so many documents up the list offers filters. @source ux 1.12 */
export const PORTAL_FILTERS_FROM = 10;
/** How long before the end of an idle session the page says so. @source ux 1.11: 2 minutes */
export const PORTAL_IDLE_WARNING_S = 2 * MINUTE_S;
/** How long the portal waits for somebody to come back from the login. JUDG: an interaction and a pause */
export const PORTAL_LOGIN_S = 2 * INTERACTION_S;
/** A session that lost its grant asks for a new one silently no more often than this. JUDG: ends loops */
export const PORTAL_SILENT_LOGIN_S = MINUTE_S;
/** How long the second of two equal callbacks waits for the first. JUDG */
export const PORTAL_CALLBACK_WAIT_MS = 5000;
/** Pauses before a service is asked again for the answer to a request that is still under way. JUDG */
export const PORTAL_RUNNING_WAITS_MS: readonly number[] = [250, 500, 1000, 2000];
/** Time-out of one call to the provider or a service. JUDG */
export const PORTAL_CALL_TIMEOUT_MS = 10_000;
/** Years that the list's filter offers. JUDG */
export const PORTAL_FILTER_YEARS = 10;
/** How long what was typed waits for somebody who went to give the PIN. JUDG: a login and a pause */
export const PORTAL_DRAFT_S = PORTAL_LOGIN_S;
/** Bytes of what was typed on one page, as JSON. JUDG: a form twice over */
export const PORTAL_DRAFT_BYTES = 2 * FORM_BODY_BYTES;
/** How old a logout token may be. @source OpenID Connect Back-Channel Logout 1.0, 2.4: two minutes */
export const LOGOUT_TOKEN_S = 2 * MINUTE_S;

// Demo

/** How long a start waits for another start of the same demo to write down its people. JUDG */
export const DEMO_WAIT_MS = 3000;
/** How long the demo's health record waits for a provider that is still making the people. JUDG */
export const DEMO_PEOPLE_WAIT_MS = 30_000;
/** How long a used `Idempotency-Key` is remembered with its answer: 24 h. @source resource-servers 1.9 */
export const IDEMPOTENCY_MS = 24 * HOUR_S * 1000;
/** How long a request under a key is believed to be under way before another may go on for it. JUDG */
export const IDEMPOTENCY_LEASE_MS = 30_000;

// Booking (resource-servers.md 3)

/** How far ahead a place may be searched and booked. @source resource-servers 1.12 */
export const SLOT_HORIZON_DAYS = 180;
/** Live appointments of one person; protected ones are counted apart, so that a delegate cannot count them. @source resource-servers 1.12 */
export const LIVE_APPOINTMENTS = 20;
/** A place is held so long for a change that is under way; then it is settled by what was written. JUDG */
export const SLOT_HOLD_MS = 30_000;
/** Working days before an appointment on whose last second it may still be cancelled or moved. @source domain.md 45 */
export const CANCEL_WORKING_DAYS = 2;
/** Life of a prescription in months, and of an urgent one until it is booked. @source domain.md 16, 18 */
export const PRESCRIPTION_MONTHS = 6;
export const URGENT_BOOKING_MS = 48 * HOUR_S * 1000;
/** Signs of the random part of a booking code, which is unique. JUDG: read out on the telephone */
export const BOOKING_CODE_LENGTH = 8;
/** Operations of one JSON Patch. JUDG: a change has at most five */
export const PATCH_OPERATIONS = 20;
/** Characters of a comment on an appointment. JUDG */
export const COMMENT_LENGTH = 1000;
/** How often a change begins anew when the appointment changes meanwhile. JUDG: more than meet at once in the tests */
export const CHANGE_TRIES = 50;

// Exemptions (resource-servers.md 4)

/** Age from which one may work, so lose a job. @source L. 296/2006 art. 1 c. 622 */
export const WORKING_AGE_YEARS = 16;
/** Statements (declarations and withdrawals) of one person in a year. JUDG: all are read at each request */
export const STATEMENTS_A_YEAR = 200;
export const STATEMENTS_WINDOW_MS = 365 * DAY_MS;
/** How often a statement looks for its place when others are written at the same time. JUDG */
export const APPEND_TRIES = 100;
/** Signs of the reason of a withdrawal. JUDG */
export const REASON_LENGTH = 200;
/** Looks at the last line of the outbox, so many milliseconds apart, before it counts as cut off by a crash. JUDG */
export const TORN_LOOKS = 4;
export const TORN_LOOK_MS = 10;
