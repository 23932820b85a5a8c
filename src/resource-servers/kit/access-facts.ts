/** What the access log keeps of one request: facts, rendered as an AuditEvent when somebody reads them. */
import { z } from 'zod';

/** FHIR interactions that are logged. */
const interactions = ['read', 'search-type', 'create', 'update', 'delete', 'operation'] as const;

/** What a route says about what it did. */
export interface AccessFacts {
  readonly interaction: (typeof interactions)[number];
  /** Fiscal code of the person whose data it was; absent when nobody's in particular. */
  readonly fiscalCode?: string;
  readonly itemType?: string;
  readonly itemId?: string;
  /** IHE transaction, such as `ITI-67`. */
  readonly transaction?: string;
  /** Name of an operation, such as `$hide`. */
  readonly operation?: string;
  /** Path and query of a search; its results are never kept. */
  readonly query?: string;
}

/** As stored in the `data` of an audit event; also proves what is read back. */
export const storedFactsSchema = z.object({
  interaction: z.enum(interactions),
  outcome: z.enum(['success', 'failure']),
  itemType: z.string().optional(),
  itemId: z.string().optional(),
  transaction: z.string().optional(),
  operation: z.string().optional(),
  query: z.string().optional(),
  clientId: z.string(),
  address: z.string(),
  tokenId: z.string(),
  requestId: z.string(),
  /** The person who acted; absent for a service. */
  actor: z
    .object({ sub: z.string(), role: z.enum(['ASS', 'GEN', 'TUT', 'ING']), name: z.string() })
    .optional(),
  delegation: z.object({ id: z.string(), basis: z.string() }).optional(),
});

/** Facts of one request with who made it. */
export type StoredFacts = z.infer<typeof storedFactsSchema>;
