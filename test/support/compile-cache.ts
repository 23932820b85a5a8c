/**
 * Loaded by mocha before the tests too: what V8 made of a module is kept, so that each of the many
 * processes which the tests start is ready in two thirds of the time. Entries are named after what
 * they were made of: a file that was changed is compiled anew.
 */

/** For the environment of a process that gets nothing else of this one's. */
export const COMPILE_CACHE: Readonly<Record<string, string>> = {
  NODE_COMPILE_CACHE: new URL('../../node_modules/.cache/gass-compiled/', import.meta.url).pathname,
};

Object.assign(process.env, COMPILE_CACHE); // mocha's workers inherit it
