/** Who took part in an access, in the words of IHE BALP. @source resource-servers 1.11 */
import type { AuditEventAgent } from 'fhir/r4.js';
import type { StoredFacts } from './access-facts.ts';

const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';

const ROLES = { ASS: 'Assistito', GEN: 'Genitore', TUT: 'Tutore', ING: 'Delegato' } as const;

/** Server, client as a machine, client as an application, and the person if there is one. */
export function auditAgents(
  facts: StoredFacts,
  place: { readonly base: string; readonly name: string; readonly issuer: string },
): AuditEventAgent[] {
  const isRead = facts.interaction === 'read'; // then data flow from the server to the client
  const client = { identifier: { value: facts.clientId }, display: facts.clientId };
  const machine = (code: string): AuditEventAgent['type'] => ({
    coding: [{ system: DICOM, code }],
  });
  const [source, destination] = ['110153', '110152'];
  const { actor } = facts;
  const policy = [`urn:ietf:params:oauth:jti:${facts.tokenId}`];
  return [
    {
      type: machine(isRead ? source : destination) ?? {},
      who: { identifier: { value: place.base }, display: place.name },
      requestor: false,
      network: { address: new URL(place.base).hostname, type: '1' },
    },
    {
      type: machine(isRead ? destination : source) ?? {},
      who: client,
      requestor: false,
      network: { address: facts.address, type: '2' },
    },
    { type: machine('110150') ?? {}, who: client, requestor: !actor, ...(actor ? {} : { policy }) },
    ...(actor ? [personAgent(actor, place.issuer, policy)] : []),
  ];
}

function personAgent(
  actor: NonNullable<StoredFacts['actor']>,
  issuer: string,
  policy: string[],
): AuditEventAgent {
  return {
    type: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
          code: 'IRCP',
          display: 'information recipient',
        },
      ],
    },
    role: [
      {
        coding: [{ system: 'urn:gass:subject-role', code: actor.role, display: ROLES[actor.role] }],
      },
    ],
    who: { identifier: { system: issuer, value: actor.sub }, display: actor.name },
    name: actor.name,
    requestor: true,
    policy,
  };
}
