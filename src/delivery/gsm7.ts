/**
 * The alphabet of an SMS. One sign outside it turns the whole message into 70-character pieces,
 * which doubles its price and may tear the code from its origin-bound line.
 */

/** Basic character set in the order of the standard. @source 3GPP TS 23.038 6.2.1 */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Signs that need an escape before them, so two septets. @source 3GPP TS 23.038 6.2.1.1 */
const EXTENSION = '\f^{}\\[~]|€';
/** Latin letters that no decomposition brings down to a plain one. */
const PLAIN: Readonly<Record<string, string>> = {
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  Ð: 'D',
  ð: 'd',
  Þ: 'Th',
  þ: 'th',
  Ħ: 'H',
  ħ: 'h',
  Œ: 'Oe',
  œ: 'oe',
  ı: 'i',
  '’': "'",
  ʼ: "'",
  '‘': "'",
  '‐': '-',
};

/** How many septets a text takes, or undefined when a sign of it is not in the alphabet. */
export function septetsOf(text: string): number | undefined {
  let septets = 0;
  for (const sign of text) {
    if (BASIC.includes(sign)) septets += 1;
    else if (EXTENSION.includes(sign)) septets += 2;
    else return undefined;
  }
  return septets;
}

/** A name as an SMS can say it: letters, spaces, apostrophes and hyphens; may be empty. */
export function plainName(name: string): string {
  const signs = Array.from(name.normalize('NFC'), plainSign).join('');
  return signs.replace(/\s+/g, ' ').replace(/^[\s'-]+|[\s'-]+$/g, '');
}

function plainSign(sign: string): string {
  const plain = PLAIN[sign] ?? sign;
  if (isNameSign(plain)) return plain;
  const bare = sign.normalize('NFD').replace(/\p{M}/gu, '');
  const mapped = PLAIN[bare] ?? bare;
  return isNameSign(mapped) ? mapped : '';
}

function isNameSign(text: string): boolean {
  return /^[\p{Script=Latin} '-]+$/u.test(text) && septetsOf(text) !== undefined;
}
