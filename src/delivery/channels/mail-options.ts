/** From a body to what nodemailer composes; the same for the outbox and for a mail server. */
import type { SendMailOptions } from 'nodemailer';
import { z } from 'zod';
import type { OutgoingMessage } from '../channel.ts';
import { PermanentFailure } from '../channel.ts';
import type { MessageBody } from '../message-body.ts';

const address = z.email().max(254);

/**
 * The mail, from `GASS <non-rispondere@host>`, with the message's id so that a repetition can be told.
 * Recipients are parsed and passed as an object: a line end in one would add another.
 * @throws PermanentFailure `wrong_body`, `bad_address`
 */
export function mailOptions(
  host: string,
  message: OutgoingMessage,
  body: MessageBody,
): SendMailOptions {
  if (!('mail' in body)) throw new PermanentFailure('wrong_body');
  const to = address.safeParse(body.mail.to);
  if (!to.success) throw new PermanentFailure('bad_address');
  return {
    from: { name: 'GASS', address: `non-rispondere@${host}` },
    to: { name: '', address: to.data },
    subject: body.mail.subject,
    text: body.mail.text,
    html: body.mail.html,
    messageId: `<${message.id}@${host}>`,
    headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: no out-of-office answers
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
