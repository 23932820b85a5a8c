/** A MongoDB for the tests. */
export interface TestMongo {
  readonly isOurs: boolean;
  uri(database: string): string;
  pause(): Promise<void>;
  kill(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}
export function mongoOrReason(): Promise<TestMongo | string> {
  return Promise.resolve('not yet');
}
