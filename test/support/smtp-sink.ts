/** A mail server on this machine that keeps what it is given, parsed; it can be told to refuse. */
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived: the envelope decides who gets it. */
export interface SunkMail {
  readonly recipients: readonly string[];
  readonly mail: ParsedMail;
}

/** Where the next mail is refused, and with which reply code. */
export interface Refusal {
  readonly at: 'MAIL' | 'RCPT' | 'DATA';
  readonly code: number;
}

export interface SmtpSink {
  /** `smtp://127.0.0.1:port`, with user and secret when it asks for them. */
  readonly url: string;
  readonly mails: readonly SunkMail[];
  refuse(...refusals: readonly Refusal[]): void;
  stop(): Promise<void>;
}

/** Starts it on a free port; with an account it wants a login. */
export async function startSmtpSink(account?: {
  readonly user: string;
  readonly pass: string;
}): Promise<SmtpSink> {
  const mails: SunkMail[] = [];
  const refusals: Refusal[] = [];
  const refusalAt = (at: Refusal['at']): Error | null => {
    if (refusals[0]?.at !== at) return null;
    return Object.assign(new Error('refused'), { responseCode: refusals.shift()?.code });
  };
  const server = new SMTPServer({
    disabledCommands: account ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    allowInsecureAuth: true, // loopback
    onAuth: ({ username, password }, _session, done) => {
      if (username === account?.user && password === account?.pass) done(null, { user: username });
      else done(Object.assign(new Error('no'), { responseCode: 535 }));
    },
    onMailFrom: (_address, _session, done) => done(refusalAt('MAIL')),
    onRcptTo: (_address, _session, done) => done(refusalAt('RCPT')),
    onData: (stream, session, done) => {
      void simpleParser(stream).then((mail) => {
        const refusal = refusalAt('DATA');
        if (!refusal)
          mails.push({ recipients: session.envelope.rcptTo.map(({ address }) => address), mail });
        done(refusal);
      }, done);
    },
  });
  server.on('error', () => undefined); // cut connections are part of the tests
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo; // a TCP server has one
  const login = account ? `${account.user}:${encodeURIComponent(account.pass)}@` : '';
  return {
    url: `smtp://${login}127.0.0.1:${port}`,
    mails,
    refuse: (...more) => void refusals.push(...more),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The one address of a parsed header. */
export function onlyAddress(header: AddressObject | AddressObject[] | undefined): string {
  const addresses = [header ?? []].flat().flatMap(({ value }) => value);
  if (addresses.length !== 1) throw new Error(`${addresses.length} addresses`);
  return addresses[0]?.address ?? '';
}
