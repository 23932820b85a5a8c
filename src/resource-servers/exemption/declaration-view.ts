/** Declarations, withdrawals and texts as the JSON paths show them. @source resource-servers 4 */
import type { Language } from '../kit/error-texts.ts';
import { toFhirInstant } from '../kit/rome.ts';
import type { DeclarationText } from './declaration-texts.ts';
import type { DeclarationState } from './record.ts';
import type { Declaration, NamedPerson, Revocation } from './stored.ts';

type Json = Readonly<Record<string, unknown>>;

/** A text that may be signed. */
export function shownText(text: DeclarationText, language: Language): Json {
  return {
    code: text.code,
    title: text.title,
    text_version: text.version,
    text: text.text,
    sha256: text.sha256,
    valid_from: text.from,
    valid_until: text.until,
    fields: text.conditions.map(({ name, label }) => ({
      name,
      type: 'boolean',
      label: label[language],
      required: true,
    })),
  };
}

/** What the answer to a declaration says of it. */
export function shownDeclaration({ id, at, signer, onBehalfOf, acr, act }: Declaration): Json {
  return {
    id,
    code: act.code,
    declared_at: toFhirInstant(at),
    declarant: { ...shownPerson(signer), role: signer.role },
    on_behalf_of: onBehalfOf ? shownPerson(onBehalfOf) : null,
    acr,
    text_version: act.textVersion,
    text_sha256: act.textSha256,
    valid_from: act.from,
    valid_until: act.until,
    coverage: `Coverage/${act.coverageId}`,
    receipt_sha256: act.receiptSha256,
  };
}

/** A declaration read later: with what was declared, and its withdrawal. */
export function shownState({ declaration, revocation }: DeclarationState): Json {
  return {
    ...shownDeclaration(declaration),
    facts: declaration.act.facts,
    revocation: revocation ? shownRevocation(revocation, declaration) : null,
  };
}

/** A withdrawal. */
export function shownRevocation(
  { id, at, signer, onBehalfOf, acr, act }: Revocation,
  declaration: Declaration,
): Json {
  return {
    id,
    declaration: declaration.id,
    code: declaration.act.code,
    revoked_at: toFhirInstant(at),
    declarant: { ...shownPerson(signer), role: signer.role },
    on_behalf_of: onBehalfOf ? shownPerson(onBehalfOf) : null,
    acr,
    reason: act.reason,
    from: act.from,
    effective_from: act.effectiveFrom,
    coverage: `Coverage/${declaration.act.coverageId}`,
  };
}

/** Without the fiscal code: a guardian need not learn a parent's. */
function shownPerson({ sub, givenName, familyName }: NamedPerson): Json {
  return { sub, given_name: givenName, family_name: familyName };
}
