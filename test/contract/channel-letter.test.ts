import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { getDocumentProxy } from 'unpdf';
import { PermanentFailure } from '../../src/delivery/channel.ts';
import { createLetterOutbox } from '../../src/delivery/channels/letter.ts';
import type { LetterData } from '../../src/delivery/message-body.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SUB = '1f0c2d3e-0000-4000-8000-000000000001';
const MESSAGE = { id: 'm-1', kind: 'letter', accountId: SUB, tries: 1 } as const;
const FROM_COMMAND_LINE: LetterData = {
  language: 'it',
  givenName: 'Maria',
  familyName: 'Rossi',
  fiscalCode: 'RSSMRA44M45F205J',
  portalAddress: 'salute.example',
  half: 'kxm4rtwf',
  usableUntil: Date.UTC(2026, 11, 13, 10),
};
const FROM_DESK: LetterData = {
  ...FROM_COMMAND_LINE,
  document: "Carta d'identità CA00000AA",
  actsFor: ['Bianchi Luca, figlio, fino al 3 maggio 2035'],
  requestNumber: '2026-004711',
  consentVersion: '3',
  phoneTail: '567',
  pin: '482913',
};

interface Sheet {
  readonly text: string;
  /** Tags in reading order. */
  readonly tags: readonly string[];
}

/** Prints it and reads it with a program that is not ours. */
async function printed(letter: LetterData) {
  await using folder = await tempFolder();
  await createLetterOutbox(folder.path).send(MESSAGE, { letter });
  const file = path.join(folder.path, 'outbox', 'letters', `${SUB}-1.pdf`);
  const pdf = await getDocumentProxy(new Uint8Array(await readFile(file)));
  const sheets: Sheet[] = [];
  for (let n = 1; n <= pdf.numPages; n += 1) {
    const page = await pdf.getPage(n);
    const { items } = await page.getTextContent();
    const text = items.map((item) => ('str' in item ? item.str : '')).join(' ');
    sheets.push({ text: text.replace(/\s+/g, ' '), tags: tagsOf(await page.getStructTree()) });
  }
  const { info } = await pdf.getMetadata();
  return { sheets, info: info as Record<string, unknown>, mark: await pdf.getMarkInfo() };
}

function tagsOf(node: { role?: string; children?: unknown[] } | null): string[] {
  const children = (node?.children ?? []) as { role?: string; children?: unknown[] }[];
  return children.flatMap((child) => (child.role ? [child.role, ...tagsOf(child)] : []));
}

describe('the letter', () => {
  it('has two sheets and the PIN, each said in full', async () => {
    const { sheets } = await printed(FROM_DESK);
    const [desk, home, pin, ...others] = sheets.map(({ text }) => text);
    assert.equal(others.length, 0);
    assert.equal(
      desk,
      "GASS Modulo di richiesta delle credenziali Foglio 1 di 2. Resta allo sportello. Io sottoscrivo questa richiesta con i dati scritti qui sotto. Cognome e nome Rossi Maria Codice fiscale RSSMRA44M45F205J Documento Carta d'identità CA00000AA Opera anche per Bianchi Luca, figlio, fino al 3 maggio 2035 Numero della richiesta 2026-004711 • Ho letto l'informativa, versione 3. Do il consenso al trattamento dei dati. • Il cellulare che finisce con 567 è mio. L'ho confermato con un codice. • Non darò la password e i codici ad altri. Se perdo il cellulare o la tessera lo dirò subito allo sportello. Data e firma",
    );
    assert.match(String(home), /Prima parte della password provvisoria kxm4-rtwf La seconda parte/);
    assert.match(String(home), /Da usare entro il 12 dicembre 2026\. Si usa una volta sola\./);
    assert.match(String(home), /1\. Apra la pagina salute\.example e prema «Entra»\./);
    assert.match(String(home), /Chi trova questo foglio può buttarlo: da solo non apre nulla\.$/);
    assert.match(String(pin), /^GASS PIN personale Per: Maria R\. 482913 Serve per/);
  });

  it('tells a finder of sheet 2 neither who it is nor which card, and the desk no secret', async () => {
    const { sheets } = await printed(FROM_DESK);
    const [desk, home, pin] = sheets.map(({ text }) => text);
    for (const secret of ['kxm4', 'rtwf', '482913']) assert.ok(!desk?.includes(secret));
    for (const word of ['Rossi', 'RSSMRA', '567', 'CA00000AA', '482913'])
      assert.ok(!home?.includes(word), word);
    for (const word of ['Rossi', 'kxm4']) assert.ok(!pin?.includes(word), word);
  });

  it('promises nothing at the desk that the command line did not ask for', async () => {
    const { sheets } = await printed(FROM_COMMAND_LINE);
    assert.equal(sheets.length, 2);
    assert.doesNotMatch(sheets[0]?.text ?? '', /informativa|cellulare che finisce|Documento|Opera/);
    assert.match(sheets[0]?.text ?? '', /RSSMRA44M45F205J • Non darò/);
  });

  it('is tagged: one h1 a sheet, lists with labels, Italian, with a title', async () => {
    const { sheets, info, mark } = await printed(FROM_DESK);
    assert.equal(mark?.Marked, true);
    assert.equal(info['Title'], 'Modulo di richiesta delle credenziali');
    assert.equal(info['Language'], 'it-IT');
    for (const { tags } of sheets)
      assert.deepEqual(
        tags.filter((tag) => tag.startsWith('H1')),
        ['H1'],
      );
    const items = sheets[1]?.tags.filter((tag) => /^(H2|L|LI|Lbl|LBody)$/.test(tag));
    assert.deepEqual(items?.slice(0, 6), ['H2', 'H2', 'L', 'LI', 'Lbl', 'LBody']);
  });

  it('says it in English beneath when the citizen chose so, on the same sheets', async () => {
    const { sheets } = await printed({ ...FROM_DESK, language: 'en' });
    assert.equal(sheets.length, 3);
    assert.match(sheets[1]?.text ?? '', /Use by 12 December 2026\. Works once\./);
    assert.match(sheets[1]?.text ?? '', /foglio può buttarlo.*If you find this sheet/);
  });

  it('has a file for each letter, numbered, and none twice for one message', async () => {
    await using folder = await tempFolder();
    const outbox = createLetterOutbox(folder.path);
    const letter = FROM_COMMAND_LINE;
    await outbox.send(MESSAGE, { letter });
    await outbox.send({ ...MESSAGE, tries: 2 }, { letter });
    await Promise.all(
      ['m-2', 'm-3'].map((id) =>
        createLetterOutbox(folder.path).send({ ...MESSAGE, id }, { letter }),
      ),
    );
    const letters = path.join(folder.path, 'outbox', 'letters');
    const names = [1, 2, 3].map((n) => `${SUB}-${n}.pdf`);
    assert.deepEqual((await readdir(letters)).sort(), names);
    assert.equal((await stat(path.join(letters, `${SUB}-1.pdf`))).mode & 0o777, 0o600);
  });

  it('writes nowhere else, whatever the account is called', async () => {
    await using folder = await tempFolder();
    const outbox = createLetterOutbox(folder.path);
    const sent = outbox.send({ ...MESSAGE, accountId: '../x' }, { letter: FROM_COMMAND_LINE });
    await assert.rejects(sent, new PermanentFailure('wrong_body'));
    assert.deepEqual(await readdir(folder.path), []);
  });
});
