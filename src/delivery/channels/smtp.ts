/** Mails by a mail server. */
import { createTransport } from 'nodemailer';
import { CHANNEL_TIMEOUT_MS } from '../../../config/limits.ts';
import { isLoopback } from '../../../config/settings.ts';
import type { Channel, DeliveryFailure } from '../channel.ts';
import { PermanentFailure, TemporaryFailure } from '../channel.ts';
import { mailOptions } from './mail-options.ts';

/** Commands whose refusal is about this mail; a refusal of any other is about us, and gets mended. */
const ABOUT_THE_MAIL = ['RCPT TO', 'DATA'];

/**
 * A channel to `smtp://user:secret@mail.example:587` or `smtps://…`; `host` is the issuer's.
 * Off this machine the connection is always encrypted. Nothing else in the address counts: its
 * query could switch on a log of whole mails.
 */
export function createSmtp(address: string, host: string, timeoutMs = CHANNEL_TIMEOUT_MS): Channel {
  const url = new URL(address);
  const isSecure = url.protocol === 'smtps:';
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (isSecure ? 465 : 587),
    secure: isSecure,
    requireTLS: !isSecure && !isLoopback(url.hostname),
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(message, body) {
      const options = mailOptions(host, message, body);
      await transport.sendMail(options).catch((error: unknown) => {
        throw failureOf(error); // its text may hold the recipient
      });
      return {};
    },
  };
}

function failureOf(error: unknown): DeliveryFailure {
  if (!(error instanceof Error)) return new TemporaryFailure('unexpected');
  const command = 'command' in error ? String(error.command) : '';
  const isFinal = 'permanent' in error && error.permanent === true;
  if (isFinal && ABOUT_THE_MAIL.includes(command)) return new PermanentFailure('refused_recipient');
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ETIMEDOUT') return new TemporaryFailure('timeout');
  if (code === 'EAUTH' || code === 'ENOAUTH') return new TemporaryFailure('bad_credentials');
  if (code === 'ETLS') return new TemporaryFailure('no_encryption');
  return new TemporaryFailure('responseCode' in error ? 'gateway_error' : 'unreachable');
}
