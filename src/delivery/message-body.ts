/**
 * What a message carries to whom: sealed while it waits, erased when it ended.
 *
 * This folder takes a message from the moment a command wants it sent to the acknowledged
 * hand-over: `texts.ts` words it, `courier.ts` queues it and hands it to one of `channels/`.
 * It may import domain, stores, credentials and config.
 */
import { z } from 'zod';

const smsBody = z.strictObject({
  /** E.164. */
  to: z.string(),
  text: z.string(),
});

const mailBody = z.strictObject({
  mail: z.strictObject({
    /** One address without display name. */
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
  }),
});

const letterData = z.strictObject({
  /** The sheet is Italian; `en` adds the English words beneath. */
  language: z.enum(['it', 'en']),
  givenName: z.string(),
  familyName: z.string(),
  fiscalCode: z.string(),
  /** Document the desk looked at, in words; none from the command line. */
  document: z.string().optional(),
  /** One line per person the citizen may act for, in words. */
  actsFor: z.array(z.string()).optional(),
  /** Number of the request at the desk. */
  requestNumber: z.string().optional(),
  /** Version of the notice that was read; absent from the command line. */
  consentVersion: z.string().optional(),
  /** Last 3 digits of the confirmed telephone; absent from the command line. */
  phoneTail: z.string().optional(),
  /** Where to log in, as printed: host without scheme when that is enough. */
  portalAddress: z.string(),
  /** The desk half of the temporary password, 8 signs: makes sheets 1 and 2. */
  half: z.string().optional(),
  /** Instant at which the temporary password stops working; goes with `half`. */
  usableUntil: z.number().optional(),
  /** Makes the PIN sheet. */
  pin: z.string().optional(),
});

const letterBody = z.strictObject({ letter: letterData });

/** The shape of an unsealed body; a body is parsed by it before it is handed over. */
export const messageBodySchema = z.union([smsBody, mailBody, letterBody]);

/** Body of an SMS. */
export type SmsBody = Readonly<z.infer<typeof smsBody>>;
/** Body of a mail: the same words as text and as simple HTML. */
export type MailBody = Readonly<z.infer<typeof mailBody>>;
/** What the sheets of the desk's letter say. @source ux 2, "The letter" */
export type LetterData = Readonly<z.infer<typeof letterData>>;
/** What a message carries, by its channel: sms, mail or letter. */
export type MessageBody = SmsBody | MailBody | { readonly letter: LetterData };
