/** What bad requests to the booking server are made of. */

/** Values of parameters and paths, escaped as they are sent. */
export const NASTY = [
  ...['', '%00', '%ff%fe', '%E0%A4%A', '..%2f..%2fetc%2fpasswd', '__proto__', 'constructor'],
  ...['toString', '%F0%9F%92%A9', 'a'.repeat(3000), "'%20OR%201=1--", '%7B%22$gt%22:%22%22%7D'],
  ...[
    '-1',
    '9'.repeat(400),
    'null',
    '%0d%0aX-Evil:1',
    ',,,,',
    '|',
    'ge',
    '2026-99-99',
    'free,busy',
  ],
];
/** Names of parameters, known and unknown. */
export const NAMES = [
  ...['patient', 'subject', 'patient.identifier', 'status', 'service-type', 'start', 'schedule'],
  ...[
    'schedule.actor',
    'specialty',
    'identifier',
    'requisition',
    'based-on',
    'date',
    '_id',
    'name',
  ],
  ...['address-city', '_include', '_include:iterate', '_sort', '_count', '_cursor', '_summary'],
  ...[
    '_format',
    'entity',
    'agent',
    '__proto__',
    'hasOwnProperty',
    '_has:a:b:c',
    'date:missing',
    '',
  ],
];
/** Methods and paths; `{}` becomes a nasty value, `own` an appointment there is. */
export const PATHS: readonly [string, string][] = [
  ...[
    '/Slot',
    '/Appointment',
    '/ServiceRequest',
    '/HealthcareService',
    '/Location',
    '/AuditEvent',
  ].flatMap((path): [string, string][] => [
    ['GET', path],
    ['GET', `${path}/{}`],
  ]),
  ['GET', '/Schedule/{}'],
  ['POST', '/Slot/_search'],
  ['POST', '/Appointment/_search'],
  ['POST', '/Appointment'],
  ['PUT', '/Appointment/{}'],
  ['PATCH', '/Appointment/{}'],
  ['POST', '/Appointment'],
  ['PATCH', '/Appointment/own'],
  ['PUT', '/Appointment/own'],
];
/** Content types. */
export const TYPES = [
  ...['application/json', 'application/fhir+json; charset=utf-8', 'application/json-patch+json'],
  ...['application/x-www-form-urlencoded', 'text/plain', '', 'application/json; charset=latin1'],
];
