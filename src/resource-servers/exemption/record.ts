/** Reading a person: the exemptions and statements one caller sees, and nothing of the others. */
import type { PersonCaller } from '../kit/caller.ts';
import { ApiError } from '../kit/errors.ts';
import type { Admitted } from '../kit/require.ts';
import type { Call } from '../kit/route.ts';
import type { ExemptionStores } from './collections.ts';
import { type Exemption, exemptionsOf, isDeclaration, revocationOf } from './exemption.ts';
import { type Reader, visible } from './rules.ts';
import { statementsOf } from './statements.ts';
import type { Declaration, GivenExemption, Revocation, Statement } from './stored.ts';

type Stores = Pick<ExemptionStores, 'exemptions' | 'statements'>;

/** A declaration with its withdrawal, if there is one. */
export interface DeclarationState {
  readonly declaration: Declaration;
  readonly revocation: Revocation | undefined;
}

/** The person of a token. @throws ApiError ACCESS_DENIED_LEVEL no service has a person's scope */
export function personOf({ caller }: Pick<Call, 'caller'>): Admitted & PersonCaller {
  if (caller.kind !== 'person')
    throw new ApiError('ACCESS_DENIED_LEVEL', { scope: 'exemption:read' });
  return caller;
}

/** Everything of a person, whoever may see it. */
export async function allExemptions(stores: Stores, fiscalCode: string): Promise<Exemption[]> {
  const [given, statements] = await Promise.all([
    stores.exemptions.find({ fiscalCode }),
    statementsOf(stores.statements, fiscalCode),
  ]);
  return exemptionsOf(given, statements);
}

/** What a caller sees of the token's person. */
export async function visibleExemptions(
  stores: Stores,
  caller: PersonCaller,
): Promise<Exemption[]> {
  return seenBy(caller, await allExemptions(stores, caller.fiscalCode));
}

/** What a caller sees of exemptions that follow from given ones and statements. */
export function exemptionsSeen(
  caller: PersonCaller,
  given: readonly GivenExemption[],
  statements: readonly Statement[],
): Exemption[] {
  return seenBy(caller, exemptionsOf(given, statements));
}

/** Who a caller is in front of an exemption. */
export function readerOf({ delegation }: PersonCaller): Reader {
  return delegation === undefined ? 'person' : 'delegate';
}

/** The declarations of the token's person. */
export async function declarationsOf(
  stores: Stores,
  caller: PersonCaller,
): Promise<readonly DeclarationState[]> {
  const statements = await statementsOf(stores.statements, caller.fiscalCode);
  return statements.filter(isDeclaration).map((declaration) => ({
    declaration,
    revocation: revocationOf(declaration.id, statements),
  }));
}

/** One of them. @throws ApiError RESOURCE_NOT_FOUND another person's and an unknown one alike */
export async function declarationOf(
  stores: Stores,
  caller: PersonCaller,
  id: string | undefined,
): Promise<DeclarationState> {
  const found = (await declarationsOf(stores, caller)).find(
    ({ declaration }) => declaration.id === id,
  );
  if (!found) throw new ApiError('RESOURCE_NOT_FOUND');
  return found;
}

function seenBy(caller: PersonCaller, exemptions: readonly Exemption[]): Exemption[] {
  const reader = readerOf(caller);
  return exemptions.filter((one) => visible(one, reader));
}
