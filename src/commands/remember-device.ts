/** Remembers the browser of a full login, so that strangers' failures do not lock its owner out. */
import { DEVICE_ACCOUNTS, DEVICE_COOKIE_S } from '../../config/limits.ts';
import { newToken } from '../credentials/random.ts';
import type { Device } from '../domain/throttle.ts';
import { upsert } from '../storage/collection.ts';
import type { CommandDeps, Visitor } from './deps.ts';
import { deviceIdOf, deviceOf } from './known-device.ts';

/** The cookie to set, and when it ends (epoch ms). */
export interface DeviceCookie {
  readonly value: string;
  readonly expiresAt: number;
}

/** Remembers the device for this person after a full login; its failures are forgiven. */
export async function rememberDevice(
  deps: Pick<CommandDeps, 'stores' | 'indexer'>,
  login: { readonly visitor: Visitor; readonly accountId: string; readonly now: number },
): Promise<DeviceCookie> {
  const { visitor, accountId, now } = login;
  const isGood = (await deviceOf(deps, visitor, now)) !== undefined;
  const value = isGood && visitor.deviceCookie !== undefined ? visitor.deviceCookie : newToken();
  const id = deviceIdOf(deps, value);
  const expiresAt = now + DEVICE_COOKIE_S * 1000;
  const withAccount = (device: Device): Device => ({
    ...device,
    // The person who came last stays longest.
    accountIds: [...device.accountIds.filter((known) => known !== accountId), accountId].slice(
      -DEVICE_ACCOUNTS,
    ),
    failures: 0,
    expiresAt,
  });
  const fresh = { id, accountIds: [], failures: 0, createdAt: now, expiresAt };
  await upsert(deps.stores.devices, id, () => withAccount(fresh), withAccount);
  return { value, expiresAt };
}
