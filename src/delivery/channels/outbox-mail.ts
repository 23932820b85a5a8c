/** The mails of one machine: into files instead of the world. Local only. */
import path from 'node:path';
import { createTransport } from 'nodemailer';
import type { Channel } from '../channel.ts';
import { mailOptions } from './mail-options.ts';
import { outboxFolder, replaceFile } from './outbox-folder.ts';

/** Mails as `mail/<id>.eml`; a repetition replaces the file by the same. `host` is the issuer's. */
export function createMailOutbox(varFolder: string, host: string): Channel {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const folder = path.join(outboxFolder(varFolder), 'mail');
  return {
    async send(message, body) {
      const { message: eml } = await composer.sendMail(mailOptions(host, message, body));
      if (!Buffer.isBuffer(eml)) throw new Error('nodemailer gave a stream instead of a buffer');
      await replaceFile(path.join(folder, `${message.id}.eml`), eml);
      return {};
    },
  };
}
