/**
 * The letter of the desk: sheet 1 is signed and stays there, sheet 2 goes home, the PIN goes into
 * an envelope. Sheet 1 holds no secret; sheet 2 no fiscal code, serial, telephone or family name.
 * @source ux.md 2 "The letter", ux/proto/letter.html
 */
import { buffer } from 'node:stream/consumers';
import { DAY_MS, HALF_LENGTH } from '../../../config/limits.ts';
import { longDate } from '../dates.ts';
import type { LetterData } from '../message-body.ts';
import type { LetterKey } from '../text-keys.ts';
import { letterText } from '../texts.ts';
import { MM, openLetter, Sheet } from './letter-sheet.ts';
import { centred, plain, type Say, voiceOf } from './letter-words.ts';

const LABEL_COLUMN = 8.5 * MM;

/** The whole letter as a PDF; `id` of the message is written into its properties. */
export async function drawLetter(data: LetterData, id: string): Promise<Buffer> {
  const title = data.half === undefined ? 'pin.title' : 'sheet1.title';
  const document = openLetter(letterText(title, 'it', {}), { MessageId: id });
  const content = buffer(document);
  const root = document.struct('Document');
  document.addStructure(root);
  const say = voiceOf(data.language);
  if (data.half !== undefined) {
    drawDeskSheet(new Sheet(document, root), data, say);
    drawHomeSheet(new Sheet(document, root), data, data.half, say);
  }
  if (data.pin !== undefined) drawPinSheet(new Sheet(document, root), data, data.pin, say);
  root.end();
  document.end();
  return content;
}

function drawDeskSheet(sheet: Sheet, data: LetterData, say: Say): void {
  drawHead(sheet, data, say, 'sheet1.title', 'sheet1.sub');
  sheet.say('P', say('paragraph', 'sheet1.who'));
  const rows: readonly (readonly [LetterKey, string | undefined])[] = [
    ['label.name', `${data.familyName} ${data.givenName}`],
    ['label.fiscal_code', data.fiscalCode],
    ['label.document', data.document],
    ['label.acts_for', data.actsFor?.join('\n')],
    ['label.request', data.requestNumber],
  ];
  const filled = rows.flatMap(([key, text]) => (text ? [{ key, text }] : []));
  sheet.list(
    filled.map(({ key, text }) => ({ label: say('body', key), body: plain('value', text) })),
    55 * MM,
    true,
  );
  sheet.skip(12);
  const { consentVersion: version, phoneTail: tail } = data;
  const points = [
    version === undefined ? undefined : say('body', 'sheet1.consent', { version }),
    tail === undefined ? undefined : say('body', 'sheet1.phone', { tail }),
    say('body', 'sheet1.duty'),
  ];
  sheet.list(
    points.flatMap((body) => (body ? [{ label: plain('label', '•'), body }] : [])),
    LABEL_COLUMN,
  );
  sheet.skip(25 * MM);
  sheet.rule(90 * MM, 0.75, '#000000');
  sheet.skip(2 * MM);
  sheet.say('P', say('body', 'sheet1.sign'));
  sheet.end();
}

function drawHomeSheet(sheet: Sheet, data: LetterData, half: string, say: Say): void {
  drawHead(sheet, data, say, 'sheet2.title', 'sheet2.sub');
  drawAddressee(sheet, data, say);
  const middle = HALF_LENGTH / 2;
  sheet.frame(6 * MM, () => {
    sheet.say('H2', centred(say('heading', 'sheet2.half')));
    const groups = `${half.slice(0, middle)}-${half.slice(middle)}`;
    sheet.say('P', centred(plain('secret', groups)));
    sheet.say('P', centred(say('paragraph', 'sheet2.half_note')));
    const { usableUntil } = data;
    if (usableUntil === undefined) return;
    // The last day that can be used to its end: the instant itself may be at noon.
    const until = usableUntil - DAY_MS;
    const words = say('strong', 'sheet2.until', (language) => ({
      date: longDate(until, language),
    }));
    sheet.say('P', centred(words));
  });
  sheet.skip(6 * MM);
  sheet.say('H2', say('heading', 'label.todo'));
  sheet.list(
    ([1, 2, 3, 4, 5] as const).map((n) => ({
      label: plain('label', `${n}.`),
      body: say('body', `sheet2.step${n}`, { address: data.portalAddress }),
    })),
    LABEL_COLUMN,
  );
  sheet.skip(12);
  sheet.say('P', say('paragraph', 'sheet2.lost'));
  sheet.say('P', say('paragraph', 'sheet2.never'));
  sheet.skip(4 * MM);
  sheet.rule(sheet.width, 0.5, '#777777');
  sheet.skip(3 * MM);
  sheet.say('P', say('small', 'sheet2.finder'));
  sheet.end();
}

function drawPinSheet(sheet: Sheet, data: LetterData, pin: string, say: Say): void {
  drawHead(sheet, data, say, 'pin.title');
  drawAddressee(sheet, data, say);
  sheet.frame(6 * MM, () => {
    sheet.say('P', centred(plain('secret', pin)));
  });
  sheet.skip(6 * MM);
  sheet.say('P', say('paragraph', 'pin.text'));
  sheet.end();
}

function drawHead(
  sheet: Sheet,
  data: LetterData,
  say: Say,
  title: LetterKey,
  sub?: LetterKey,
): void {
  if (data.language === 'it') sheet.skip(10 * MM); // two languages need the room
  sheet.say('P', plain('mark', 'GASS'));
  sheet.say('H1', say('title', title));
  if (sub !== undefined) sheet.say('P', say('sub', sub));
  sheet.skip(6 * MM);
}

/** Only the first name and an initial: who finds the sheet learns no more. */
function drawAddressee(sheet: Sheet, data: LetterData, say: Say): void {
  const initial = Array.from(data.familyName)[0] ?? '';
  const name = `${data.givenName} ${initial}.`;
  sheet.say('P', say('paragraph', 'label.for', { name }));
}
