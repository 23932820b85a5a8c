/** The SMS of one machine: into a file instead of the world. Local only. */
import type { Channel } from '../channel.ts';
import { PermanentFailure } from '../channel.ts';
import { createAppender, hasLine } from './outbox-sms-file.ts';
import { smsBodyOf } from './sms-body.ts';

/** SMS as lines of `sms.jsonl`: one line per id, also when the courier died before it could note it. */
export function createSmsOutbox(varFolder: string): Channel {
  const append = createAppender(varFolder);
  return {
    async send(message, body) {
      const { to, text } = smsBodyOf(body);
      const { id, kind } = message;
      if (kind === 'letter' || kind === 'mail') throw new PermanentFailure('wrong_body');
      // A first try cannot have been written before, so only others pay for looking.
      if (message.tries > 1 && (await hasLine(varFolder, id))) return {};
      await append({ id, kind, to, text, at: new Date().toISOString() });
      return {};
    },
  };
}
