/** Which way each kind of message goes out, by the settings. */
import type { Settings } from '../../config/settings.ts';
import type { ChannelName } from '../domain/message.ts';
import type { Channel } from './channel.ts';

/** The channels of this deployment; each loads its packages with the first message only. */
export function createChannels(
  settings: Pick<Settings, 'sms' | 'mail' | 'varFolder' | 'issuer'>,
): Readonly<Record<ChannelName, Channel>> {
  const { sms, mail, varFolder } = settings;
  const host = new URL(settings.issuer).hostname;
  return {
    sms: lazily(async () => {
      if (sms === 'outbox')
        return (await import('./channels/outbox.ts')).createSmsOutbox(varFolder);
      return (await import('./channels/vonage.ts')).createVonage(sms);
    }),
    mail: lazily(async () => {
      if (mail === 'outbox')
        return (await import('./channels/outbox-mail.ts')).createMailOutbox(varFolder, host);
      return (await import('./channels/smtp.ts')).createSmtp(mail, host);
    }),
    letter: lazily(async () =>
      (await import('./channels/letter.ts')).createLetterOutbox(varFolder),
    ),
  };
}

/** A login must not wait for the PDF kit to load, nor hold its memory where nothing is printed. */
function lazily(load: () => Promise<Channel>): Channel {
  let loaded: Promise<Channel> | undefined;
  return {
    async send(message, body) {
      loaded ??= load();
      return (await loaded).send(message, body);
    },
  };
}
