/**
 * From the environment to typed settings: every problem is reported at once, in words that say
 * what to do. The rule of Local is decided here and nowhere else: only on loopback addresses may
 * the demo, the outbox, http and silently made keys exist.
 */
import { isIP, isIPv6 } from 'node:net';
import path from 'node:path';
import { ONE_TIME_CODE_DIGITS, SMS_HOST_MAX } from './limits.ts';
import { ARGON2_MEMORY_KIB, ARGON2_PARALLELISM, ARGON2_TIME } from './limits.ts';
import { type Environment, environmentSchema } from './env.ts';
import { mongoDatabaseOf, withMongoDatabase } from './mongo-address.ts';

/** Processes that exist, in the order in which they start. Later ones are known by address only. */
export const PROCESSES = ['provider', 'fse', 'booking', 'exemption', 'registry', 'portal'] as const;
export type ProcessName = (typeof PROCESSES)[number];
/** Every process of the external contract, with its default port. */
export const DEFAULT_PORTS = {
  provider: 3000,
  fse: 3001,
  booking: 3002,
  exemption: 3003,
  registry: 3004,
  counter: 3005,
  portal: 3010,
} as const;
export type AddressName = keyof typeof DEFAULT_PORTS;

export type DatabaseName = 'identity' | Exclude<ProcessName, 'provider'>;

export interface VonageSettings {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Origin of another gateway that speaks the same wire. */
  readonly host?: string;
}

export interface Settings {
  readonly isLocal: boolean;
  readonly isDemo: boolean;
  /** Whether a client may have `exemption:declare`: elsewhere than on one machine only once the region confirmed it. @source design 12 */
  readonly takesDeclarations: boolean;
  readonly issuer: string;
  readonly listen: string;
  /** Origins; `provider` is the issuer. */
  readonly urls: Readonly<Record<AddressName, string>>;
  readonly ports: Readonly<Record<AddressName, number>>;
  /** Folder of databases, keys and outbox; absolute. */
  readonly varFolder: string;
  /** `identity` is the provider's; every other process has its own. */
  readonly databases: Readonly<Record<DatabaseName, string>>;
  readonly sms: 'outbox' | VonageSettings;
  /** `outbox` or a `smtp://` address. */
  readonly mail: string;
  /** Addresses or CIDR blocks from which X-Forwarded-For and -Proto are believed. */
  readonly trustedProxies: readonly string[];
  readonly clientsFile?: string;
  /** argon2id cost; tests lower it, the environment cannot. */
  readonly hash: {
    readonly memoryKib: number;
    readonly time: number;
    readonly parallelism: number;
  };
}

/** Everything that is wrong with the environment, one sentence a line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`These settings must be corrected:\n${problems.map((line) => `- ${line}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Reads the settings. @throws SettingsError with every problem */
export function readSettings(variables: NodeJS.ProcessEnv): Settings {
  const problems: string[] = [];
  const known: Record<string, string | undefined> = {};
  for (const name of Object.keys(environmentSchema.shape)) {
    const value = variables[name];
    if (value !== undefined && value !== '') known[name] = value;
  }
  for (const name of Object.keys(variables)) {
    if (
      name.startsWith('GASS_') &&
      !name.startsWith('GASS_TEST_') &&
      !(name in environmentSchema.shape)
    )
      problems.push(`${name} is not a setting: correct its name or unset it.`);
  }
  const parsed = environmentSchema.safeParse(known);
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      problems.push(`${issue.path.join('.')} ${issue.message}.`);
    throw new SettingsError(problems);
  }
  const settings = assemble(parsed.data, problems);
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

function assemble(env: Environment, problems: string[]): Settings {
  const ports = readPorts(env);
  const urls = readUrls(env, ports);
  const isLocal =
    env.NODE_ENV !== 'production' &&
    isLoopback(env.GASS_LISTEN) &&
    Object.values(urls).every((url) => isLoopback(new URL(url).hostname));
  const isDemo = env.GASS_DEMO ? env.GASS_DEMO === 'on' : isLocal;
  const varFolder = path.resolve(env.GASS_VAR);
  const identity = env.GASS_DATABASE ?? `sqlite:${path.join(varFolder, 'gass.db')}`;
  const own = (name: string): string => serviceDatabase(identity, name, varFolder);
  const settings: Settings = {
    isLocal,
    isDemo,
    takesDeclarations: env.GASS_DECLARATIONS ? env.GASS_DECLARATIONS === 'on' : isLocal,
    issuer: urls.provider,
    listen: env.GASS_LISTEN,
    urls,
    ports,
    varFolder,
    databases: {
      identity,
      fse: env.GASS_FSE_DATABASE ?? own('fse'),
      booking: env.GASS_BOOKING_DATABASE ?? own('booking'),
      exemption: env.GASS_EXEMPTION_DATABASE ?? own('exemption'),
      registry: env.GASS_REGISTRY_DATABASE ?? own('registry'),
      portal: env.GASS_PORTAL_DATABASE ?? own('portal'),
    },
    sms: readSms(env, isLocal, problems),
    mail: readMail(env, isLocal, problems),
    trustedProxies: readProxies(env, problems),
    ...(env.GASS_CLIENTS ? { clientsFile: path.resolve(env.GASS_CLIENTS) } : {}),
    hash: { memoryKib: ARGON2_MEMORY_KIB, time: ARGON2_TIME, parallelism: ARGON2_PARALLELISM },
  };
  checkDatabases(settings, problems);
  if (!isLocal) checkDeployed(settings, env, problems);
  return settings;
}

function readPorts(env: Environment): Settings['ports'] {
  return {
    provider: env.GASS_PROVIDER_PORT ?? DEFAULT_PORTS.provider,
    fse: env.GASS_FSE_PORT ?? DEFAULT_PORTS.fse,
    booking: env.GASS_BOOKING_PORT ?? DEFAULT_PORTS.booking,
    exemption: env.GASS_EXEMPTION_PORT ?? DEFAULT_PORTS.exemption,
    registry: env.GASS_REGISTRY_PORT ?? DEFAULT_PORTS.registry,
    counter: env.GASS_COUNTER_PORT ?? DEFAULT_PORTS.counter,
    portal: env.GASS_PORTAL_PORT ?? DEFAULT_PORTS.portal,
  };
}

function readUrls(env: Environment, ports: Settings['ports']): Settings['urls'] {
  const local = (name: AddressName): string => `http://localhost:${ports[name]}`;
  return {
    provider: env.GASS_ISSUER ?? local('provider'),
    fse: env.GASS_FSE_URL ?? local('fse'),
    booking: env.GASS_BOOKING_URL ?? local('booking'),
    exemption: env.GASS_EXEMPTION_URL ?? local('exemption'),
    registry: env.GASS_REGISTRY_URL ?? local('registry'),
    counter: env.GASS_COUNTER_URL ?? local('counter'),
    portal: env.GASS_PORTAL_URL ?? local('portal'),
  };
}

/** A resource server keeps a database of its own: a file beside ours, or `<name>_<process>` on MongoDB. */
function serviceDatabase(identity: string, name: string, varFolder: string): string {
  const database = mongoDatabaseOf(identity);
  if (database === undefined) return `sqlite:${path.join(varFolder, `${name}.db`)}`;
  return withMongoDatabase(identity, `${database}_${name}`);
}

function readSms(env: Environment, isLocal: boolean, problems: string[]): Settings['sms'] {
  if ((env.GASS_SMS ?? 'outbox') === 'outbox') {
    if (!isLocal)
      problems.push(
        'GASS_SMS=outbox is for one machine only: set GASS_SMS=vonage with its key and secret.',
      );
    return 'outbox';
  }
  if (!env.GASS_VONAGE_API_KEY)
    problems.push('GASS_VONAGE_API_KEY is missing: GASS_SMS=vonage needs it.');
  if (!env.GASS_VONAGE_API_SECRET)
    problems.push('GASS_VONAGE_API_SECRET is missing: GASS_SMS=vonage needs it.');
  return {
    apiKey: env.GASS_VONAGE_API_KEY ?? '',
    apiSecret: env.GASS_VONAGE_API_SECRET ?? '',
    ...(env.GASS_VONAGE_HOST ? { host: env.GASS_VONAGE_HOST } : {}),
  };
}

function readMail(env: Environment, isLocal: boolean, problems: string[]): string {
  const mail = env.GASS_MAIL ?? 'outbox';
  if (mail !== 'outbox' && !/^smtps?:\/\/[^/]+/.test(mail))
    problems.push(
      'GASS_MAIL must be outbox or an address such as smtp://user:secret@mail.example:587.',
    );
  if (mail === 'outbox' && !isLocal)
    problems.push('GASS_MAIL=outbox is for one machine only: set GASS_MAIL=smtp://… .');
  return mail;
}

function readProxies(env: Environment, problems: string[]): readonly string[] {
  const proxies = env.GASS_TRUSTED_PROXIES.split(/[\s,]+/).filter((word) => word !== '');
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const most = isIPv6(address) ? 128 : 32;
    if (
      isIP(address) === 0 ||
      (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) <= most))
    )
      problems.push(
        `GASS_TRUSTED_PROXIES: ${proxy} is no address and no CIDR block such as 10.0.0.0/8.`,
      );
  }
  return proxies;
}

function checkDatabases(settings: Settings, problems: string[]): void {
  for (const [name, url] of Object.entries(settings.databases)) {
    const variable = name === 'identity' ? 'GASS_DATABASE' : `GASS_${name.toUpperCase()}_DATABASE`;
    if (!/^sqlite:.+/.test(url) && !/^mongodb(\+srv)?:\/\/.+/.test(url))
      problems.push(`${variable} must begin with sqlite: or mongodb:// (it names file or server).`);
  }
  if (new Set(Object.values(settings.databases)).size < Object.keys(settings.databases).length)
    problems.push('GASS_DATABASE and every GASS_<PROCESS>_DATABASE must be different databases.');
}

/** What only one machine may do without. */
function checkDeployed(settings: Settings, env: Environment, problems: string[]): void {
  if (settings.isDemo)
    problems.push(
      'GASS_DEMO=on works on loopback addresses only: unset it, or use localhost everywhere.',
    );
  for (const [name, url] of Object.entries(settings.urls)) {
    const variable = name === 'provider' ? 'GASS_ISSUER' : `GASS_${name.toUpperCase()}_URL`;
    if (!url.startsWith('https://'))
      problems.push(
        `${variable} must begin with https:// once the system is not on one machine (it is ${url}).`,
      );
  }
  if (!env.GASS_CLIENTS)
    problems.push('GASS_CLIENTS is missing: name the JSON file with the registered clients.');
  const host = new URL(settings.issuer).hostname;
  if (host.length > SMS_HOST_MAX)
    problems.push(
      `GASS_ISSUER: its host has ${host.length} characters; at most ${SMS_HOST_MAX} fit into the SMS with the ${ONE_TIME_CODE_DIGITS} digits.`,
    );
}

/** Whether a host or address is this machine. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return (
    bare === 'localhost' ||
    bare.endsWith('.localhost') ||
    bare === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(bare)
  );
}
