/** What every SMS channel checks before anything leaves. */
import type { MessageBody, SmsBody } from '../message-body.ts';
import { PermanentFailure } from '../channel.ts';

/** The body of an SMS to one number in E.164 form. @throws PermanentFailure `wrong_body`, `bad_number` */
export function smsBodyOf(body: MessageBody): SmsBody {
  if (!('text' in body)) throw new PermanentFailure('wrong_body');
  if (!/^\+[1-9]\d{6,14}$/.test(body.to)) throw new PermanentFailure('bad_number');
  return body;
}
