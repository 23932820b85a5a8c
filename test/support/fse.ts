/** A health record before a fake provider, on loopback. */
import { createFse } from '../../src/resource-servers/fse/app.ts';
import { FSE_COLLECTIONS } from '../../src/resource-servers/fse/collections.ts';
import { type TestService, type TestServiceOptions, testService } from './service.ts';

export type TestFse = TestService;

export interface TestFseOptions extends TestServiceOptions {
  readonly sendsNotices?: boolean;
}

/** Starts it with an empty database. */
export function testFse({
  sendsNotices = false,
  ...options
}: TestFseOptions = {}): Promise<TestFse> {
  return testService(
    {
      collections: FSE_COLLECTIONS,
      create: (server) => createFse({ ...server, sendsNotices }),
    },
    options,
  );
}
