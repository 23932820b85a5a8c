/**
 * SMS by Vonage's gateway, or another that speaks its wire: `POST /sms/json`, Basic, JSON.
 *
 * The SMS API, not the Messages API: it takes the key and secret of the settings, and answers with a
 * status per message. Everything the kit logs or throws may hold number, text and secret, so its
 * log is silenced and its errors are never kept, not even as a cause.
 */
import { Auth } from '@vonage/auth';
import { SMS, SMSFailure } from '@vonage/sms';
import debug from 'debug';
import { CHANNEL_TIMEOUT_MS, SMS_CODE_TTL_S } from '../../../config/limits.ts';
import type { VonageSettings } from '../../../config/settings.ts';
import type { Channel, DeliveryFailure } from '../channel.ts';
import { TemporaryFailure } from '../channel.ts';
import { smsBodyOf } from './sms-body.ts';
import { failureOfHttp, failureOfStatus } from './vonage-failures.ts';

/** Italy wants it registered with AGCOM. @source ux 2 */
const SENDER = 'GASS';

/** A channel to the gateway. `client-ref` is the message id, so that receipts can be told apart. */
export function createVonage(settings: VonageSettings, timeoutMs = CHANNEL_TIMEOUT_MS): Channel {
  silenceKit();
  const { apiKey, apiSecret, host } = settings;
  // Without the empty key the kit asks the disk for a file called undefined, which Node warns of.
  const gateway = new SMS(new Auth({ apiKey, apiSecret, privateKey: '' }), {
    timeout: timeoutMs,
    ...(host === undefined ? {} : { restHost: host, apiHost: host }),
  });
  return {
    async send(message, body) {
      const { to, text } = smsBodyOf(body);
      const answer = await gateway
        .send({
          from: SENDER,
          to: to.slice(1), // the wire wants E.164 without its plus
          text,
          clientRef: message.id,
          // The wire's ttl is in milliseconds.
          ...(message.kind === 'one_time_code' ? { ttl: SMS_CODE_TTL_S * 1000 } : {}),
        })
        .catch((error: unknown) => {
          throw failureOf(error);
        });
      // The kit takes any 200 without a failed message for a success, an empty page too.
      const sent: unknown = answer.messages;
      const ref = Array.isArray(sent) && sent.length === 1 ? refOf(sent[0]) : undefined;
      if (ref === undefined) throw new TemporaryFailure('unreadable_answer');
      return { ref };
    },
  };
}

function failureOf(error: unknown): DeliveryFailure {
  if (error instanceof SMSFailure)
    return failureOfStatus(error.getFailedMessages().map((message) => message.status));
  if (!(error instanceof Error)) return new TemporaryFailure('unexpected');
  if (error.name === 'AbortError') return new TemporaryFailure('timeout');
  if (error.name === 'FetchError') return new TemporaryFailure('unreachable');
  const response: unknown = 'response' in error ? error.response : undefined;
  const isAnswer = typeof response === 'object' && response !== null && 'status' in response;
  return isAnswer
    ? failureOfHttp(Number(response.status))
    : new TemporaryFailure('unreadable_answer');
}

function refOf(message: unknown): string | undefined {
  const isSent = typeof message === 'object' && message !== null && 'messageId' in message;
  return isSent && typeof message.messageId === 'string' ? message.messageId : undefined;
}

/** `DEBUG=vonage:*` (or `*`) would print every text with its number. */
function silenceKit(): void {
  const enabled = debug.disable();
  debug.enable([enabled, '-vonage:*'].filter(Boolean).join(','));
}
