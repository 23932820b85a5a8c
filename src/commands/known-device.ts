/** Browsers that completed a login: strangers' failures do not lock their owners out. */
import { DEVICE_FAILURES_VOID } from '../../config/limits.ts';
import type { Device } from '../domain/throttle.ts';
import { NotFoundError } from '../storage/collection.ts';
import type { CommandDeps, Visitor } from './deps.ts';

type Deps = Pick<CommandDeps, 'stores' | 'indexer'>;

/** Under which id a cookie's device is stored: the cookie itself is a bearer value. */
export function deviceIdOf({ indexer }: Pick<Deps, 'indexer'>, cookie: string): string {
  return indexer.indexOf('device', cookie);
}

/** The visitor's device, whoever logged in on it; none when its cookie is void. */
export async function deviceOf(
  deps: Deps,
  visitor: Visitor,
  now: number,
): Promise<Device | undefined> {
  if (visitor.deviceCookie === undefined) return undefined;
  const device = await deps.stores.devices.get(deviceIdOf(deps, visitor.deviceCookie));
  return device && isGood(device, now) ? device : undefined;
}

/** Whether the visitor comes on a device on which this person completed a login. */
export async function isKnownDevice(
  deps: Deps,
  visitor: Visitor,
  { accountId, now }: { readonly accountId: string; readonly now: number },
): Promise<boolean> {
  return (await deviceOf(deps, visitor, now))?.accountIds.includes(accountId) ?? false;
}

/** Counts a wrong password on a device; after so many its cookie is void. */
export async function countDeviceFailure(
  { stores }: Pick<Deps, 'stores'>,
  id: string,
): Promise<void> {
  try {
    await stores.devices.update(id, (device) => ({ ...device, failures: device.failures + 1 }));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error; // forgotten meanwhile
  }
}

function isGood(device: Device, now: number): boolean {
  return now < device.expiresAt && device.failures < DEVICE_FAILURES_VOID;
}
