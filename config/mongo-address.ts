/** The database's name in a MongoDB connection string. Not by `URL`: a replica set names several hosts. */

const ADDRESS = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(\?.*)?$/;
/** The database when the address names none; the driver's own choice would be `test`. */
const DEFAULT_NAME = 'gass';

/** The database an address names, `gass` when it names none; undefined when it is no MongoDB address. */
export function mongoDatabaseOf(address: string): string | undefined {
  const parts = ADDRESS.exec(address);
  return parts ? decodeURIComponent(parts[2] ?? '') || DEFAULT_NAME : undefined;
}

/** The same server and options with another database. */
export function withMongoDatabase(address: string, name: string): string {
  return address.replace(
    ADDRESS,
    (_all, server: string, _old, options = '') =>
      `${server}/${encodeURIComponent(name)}${String(options)}`,
  );
}
