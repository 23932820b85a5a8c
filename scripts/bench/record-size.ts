/**
 * `npm run bench -- fse`: does the health record grow slower as it grows larger?
 *
 * Two records on SQLite files, one of 1,000 persons and one of 100,000 with 20 documents each, each
 * behind the real server on loopback. One request to one, one to the other, in turns, each time for
 * another person; medians are compared. @source issue "The services, whole" 7: at most 1.2
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DocumentReference } from 'fhir/r4.js';
import { createFse } from '../../src/resource-servers/fse/app.ts';
import { FSE_COLLECTIONS, openFseStores } from '../../src/resource-servers/fse/collections.ts';
import { SYSTEMS } from '../../src/resource-servers/fse/vocabulary.ts';
import { openStore } from '../../src/storage/open.ts';
import { listen } from '../../src/web/listen.ts';
import { createLog } from '../../src/web/log.ts';
import { type BenchIssuer, benchIssuer } from './issuer.ts';
import { median } from './load.ts';
import { documentOf, fiscalCodeOf, organization } from './records.ts';

/** Audience of both: they are one service, on two sizes of data. */
const AUDIENCE = 'http://localhost:3001';
const SIZES = [1_000, 100_000] as const;
const DOCUMENTS_EACH = 20;
const BATCH = 20_000;
const SAMPLES = 1_500;
const WARM_UP = 200;

interface SizedRecord {
  readonly persons: number;
  readonly url: string;
  close(): Promise<void>;
}

/** Measures and answers ratios: the large one's median over the small one's. */
export async function measureRecordSize(
  folder: string,
  report: (what: string, value: string, note: string) => void,
): Promise<void> {
  const issuer = await benchIssuer(AUDIENCE);
  const records: SizedRecord[] = [];
  try {
    for (const persons of SIZES) {
      const begun = performance.now();
      records.push(await startRecord(folder, persons, issuer));
      const seconds = ((performance.now() - begun) / 1000).toFixed(0);
      report(
        `record of ${persons} persons`,
        `${seconds} s`,
        `${persons * DOCUMENTS_EACH} documents made`,
      );
    }
    const [small, large] = records;
    if (!small || !large) throw new Error('two records are compared');
    const kinds = { 'list of a person': listOnce, publication: publishOnce } as const;
    for (const [what, ask] of Object.entries(kinds)) {
      const times = { small: [] as number[], large: [] as number[] };
      for (let turn = -WARM_UP; turn < SAMPLES; turn += 1) {
        const [a, b] = [await ask(small, issuer, turn), await ask(large, issuer, turn)];
        if (turn < 0) continue;
        times.small.push(a);
        times.large.push(b);
      }
      const [a, b] = [median(times.small), median(times.large)];
      report(
        `${what}, ${large.persons} / ${small.persons} persons`,
        (b / a).toFixed(2),
        `aim at most 1.20; ${b.toFixed(2)} ms against ${a.toFixed(2)} ms`,
      );
    }
  } finally {
    for (const record of records) await record.close();
    await issuer.close();
  }
}

async function startRecord(
  folder: string,
  persons: number,
  issuer: BenchIssuer,
): Promise<SizedRecord> {
  const store = await openStore(`sqlite:${path.join(folder, `record-${persons}.db`)}`);
  await store.migrate(FSE_COLLECTIONS);
  const { documents } = openFseStores(store);
  const all = persons * DOCUMENTS_EACH;
  // Each person's documents come years apart: they lie scattered over the file, as in life.
  for (let from = 0; from < all; from += BATCH)
    await documents.insertAll(
      Array.from({ length: Math.min(BATCH, all - from) }, (_, n) =>
        documentOf((from + n) % persons, Math.floor((from + n) / persons)),
      ),
    );
  const key = randomBytes(32).toString('base64url');
  const fse = await createFse({
    url: AUDIENCE,
    issuer: issuer.url,
    store,
    auditKey: key,
    cursorKey: key,
    log: createLog({ process: 'bench', level: 'silent' }),
    trustedProxies: [],
  });
  const listening = await listen(fse.app.callback(), { host: '127.0.0.1', port: 0, drainS: 1 });
  return {
    persons,
    url: listening.url,
    async close() {
      await listening.close();
      await fse.close();
      await store.close();
    },
  };
}

/** Milliseconds of one list, of a person not asked for before. */
async function listOnce(record: SizedRecord, issuer: BenchIssuer, turn: number): Promise<number> {
  const fiscalCode = fiscalCodeOf(((turn + WARM_UP) * 7919) % record.persons);
  const token = await issuer.token({ fiscalCode });
  return timed(() =>
    fetch(`${record.url}/DocumentReference?_sort=-date`, {
      headers: { authorization: `Bearer ${token}` },
    }),
  );
}

/** Milliseconds of one publication for a known person. */
async function publishOnce(
  record: SizedRecord,
  issuer: BenchIssuer,
  turn: number,
): Promise<number> {
  const token = await issuer.token({ organization: organization.code });
  const body = JSON.stringify(
    publication(fiscalCodeOf(((turn + WARM_UP) * 104_729) % record.persons)),
  );
  return timed(() =>
    fetch(`${record.url}/DocumentReference`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
      body,
    }),
  );
}

async function timed(ask: () => Promise<Response>): Promise<number> {
  const begun = performance.now();
  const response = await ask();
  const text = await response.text();
  const took = performance.now() - begun;
  if (!response.ok) throw new Error(`the record answered ${response.status}: ${text}`);
  return took;
}

function publication(fiscalCode: string): DocumentReference {
  const pdf = Buffer.from('%PDF-1.4 for the bench');
  const coded = (system: string, code: string): { coding: { system: string; code: string }[] } => ({
    coding: [{ system, code }],
  });
  return {
    resourceType: 'DocumentReference',
    masterIdentifier: { system: SYSTEMS.document, value: randomUUID() },
    status: 'current',
    type: coded(SYSTEMS.loinc, '11502-2'),
    category: [coded(SYSTEMS.documentClass, 'REF')],
    subject: { identifier: { system: 'http://hl7.it/sid/codiceFiscale', value: fiscalCode } },
    date: '2026-11-24T08:00:00+01:00',
    author: [{ display: 'Dr.ssa Elena Galli' }],
    custodian: {
      identifier: { system: SYSTEMS.organization, value: organization.code },
      display: organization.name,
    },
    securityLabel: [coded(SYSTEMS.confidentiality, 'N')],
    content: [
      {
        attachment: {
          contentType: 'application/pdf',
          language: 'it-IT',
          data: pdf.toString('base64'),
          size: pdf.length,
          hash: createHash('sha1').update(pdf).digest('base64'),
          title: 'Esame delle urine',
          creation: '2026-11-24T08:00:00+01:00',
        },
      },
    ],
    context: {
      facilityType: coded(SYSTEMS.facilityType, 'Territorio'),
      practiceSetting: coded(SYSTEMS.practiceSetting, 'AD_PSC100'),
    },
  };
}
