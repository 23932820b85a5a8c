/**
 * Who sees which document: one predicate, applied to a person's documents before anything is
 * counted, sorted, searched or cut. Pure. @source resource-servers 1.6, 1.7; DM 7 Sept 2023 art. 6 and 9
 */
import type { StoredDocument, StoredMarks } from './stored.ts';
import type { DocumentClass, Mark } from './vocabulary.ts';

/** Who reads: the patient, somebody who acts for the patient, or an organisation its own documents. */
export type Reader =
  | { readonly kind: 'patient' }
  | { readonly kind: 'delegate'; readonly datatypes: readonly string[] }
  | { readonly kind: 'producer'; readonly organization: string };

/** A document with everything that is said of it elsewhere. */
export interface Item {
  readonly document: StoredDocument;
  readonly status: 'current' | 'superseded';
  /** 2 once superseded. */
  readonly version: number;
  readonly updatedAt: number;
  /** Marks in force, of its chain and of the prescriptions it belongs to. */
  readonly marks: ReadonlySet<Mark>;
  /** Marks of its own chain alone. */
  readonly ownMarks: ReadonlySet<Mark>;
  /** Specially protected, itself or by its chain or prescription. */
  readonly isProtected: boolean;
}

/** The predicate. Every `act` is blind to each mark and to protected data, whatever its basis. */
export function visible(
  item: Pick<Item, 'marks' | 'isProtected'> & {
    readonly document: { readonly class: DocumentClass; readonly producer: string };
  },
  reader: Reader,
): boolean {
  switch (reader.kind) {
    case 'patient':
      return !item.marks.has('P98');
    case 'delegate':
      return (
        item.marks.size === 0 &&
        !item.isProtected &&
        coversClass(reader.datatypes, item.document.class)
      );
    case 'producer':
      return item.document.producer === reader.organization;
  }
}

/** Marks the reader is shown, in output and in searches alike: never to a delegate. */
export function shownMarks(item: Item, reader: Reader): readonly Mark[] {
  switch (reader.kind) {
    case 'patient':
      return [...item.marks].filter((mark) => mark !== 'P98').sort();
    case 'delegate':
      return [];
    case 'producer':
      return [...item.ownMarks].sort();
  }
}

/** Prescription numbers the reader is shown: a prescription one may not see is not named either (N6). */
export function shownPrescriptions(item: Item, reader: Reader): readonly string[] {
  const hides = reader.kind === 'delegate' && !coversClass(reader.datatypes, 'PRS');
  return hides ? [] : item.document.related;
}

/** Whether a class is within a delegation's datatypes. */
export function coversClass(datatypes: readonly string[], documentClass: DocumentClass): boolean {
  return datatypes.includes('*') || datatypes.includes(documentClass);
}

/**
 * The documents of one person (or of one producer) with their state. A mark covers the whole
 * replacement chain, and a prescription's mark every document with its number; so does protection:
 * otherwise a visible report would name a prescription that is not.
 */
export function itemsOf(
  documents: readonly StoredDocument[],
  marks: readonly StoredMarks[],
): Item[] {
  const own = new Map(marks.map(({ id, codes }) => [id, new Set(codes)]));
  const chains = new Map<string, Chain>();
  for (const document of documents) {
    const chain = chains.get(document.chain) ?? {
      marks: own.get(document.chain) ?? new Set<Mark>(),
      isProtected: false,
      prescriptions: new Set<string>(),
      isPrescription: document.class === 'PRS',
    };
    chain.isProtected ||= document.label === 'V';
    document.related.forEach((number) => chain.prescriptions.add(number));
    chains.set(document.chain, chain);
  }
  const prescriptions = [...chains.values()].filter(({ isPrescription }) => isPrescription);
  const successors = new Map(
    documents.flatMap((one) => (one.replaces === undefined ? [] : [[one.replaces, one]])),
  );
  return documents.map((document) => {
    // Every document's chain was entered in the loop above.
    const chain = chains.get(document.chain)!;
    const above = prescriptions.filter((one) =>
      [...one.prescriptions].some((number) => chain.prescriptions.has(number)),
    );
    const successor = successors.get(document.id);
    return {
      document,
      status: successor ? 'superseded' : 'current',
      version: successor ? 2 : 1,
      updatedAt: successor?.storedAt ?? document.storedAt,
      ownMarks: chain.marks,
      marks: new Set([...chain.marks, ...above.flatMap((one) => [...one.marks])]),
      isProtected: chain.isProtected || above.some((one) => one.isProtected),
    };
  });
}

interface Chain {
  readonly marks: ReadonlySet<Mark>;
  isProtected: boolean;
  readonly prescriptions: Set<string>;
  readonly isPrescription: boolean;
}
