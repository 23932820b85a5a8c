/**
 * The MongoDB engine, on mongoose: a replica set or sharded cluster, majority writes. Collections
 * and indexes are made by `migrate` alone, before serving.
 */
import mongoose, { type ConnectOptions, type Model } from 'mongoose';
import {
  MONGO_ANSWER_MS,
  MONGO_CONNECT_MS,
  MONGO_SELECTION_MS,
  STORAGE_WAIT_MS,
} from '../../config/limits.ts';
import { mongoDatabaseOf } from '../../config/mongo-address.ts';
import { type AnyDeclaration, type Store, StorageUnavailableError } from './collection.ts';
import { indexesOf } from './declared.ts';
import { type Documents, mongoCollection } from './mongo-collection.ts';
import type { StoredDocument } from './mongo-document.ts';
import { answered, inTime, translate } from './mongo-errors.ts';

const OPTIONS: ConnectOptions = {
  autoCreate: false,
  autoIndex: false,
  bufferCommands: false,
  ignoreUndefined: true,
  retryReads: true,
  retryWrites: true,
  readPreference: 'primary',
  readConcern: { level: 'majority' }, // what can be rolled back is not shown
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: MONGO_ANSWER_MS },
  waitQueueTimeoutMS: STORAGE_WAIT_MS,
};

/** Unless the address sets them. */
const TIME_OUTS = {
  serverSelectionTimeoutMS: MONGO_SELECTION_MS,
  connectTimeoutMS: MONGO_CONNECT_MS,
  socketTimeoutMS: MONGO_ANSWER_MS,
};

/** Opens the database. @throws StorageUnavailableError it does not answer · TypeError the address is not well formed */
export async function openMongo(address: string): Promise<Store> {
  const connection = await connect(address, timeOutsOf(address));
  let isOpen = true;
  return {
    collection: (declaration) => mongoCollection(documentsOf(connection, declaration), declaration),
    async migrate(declarations) {
      declarations.forEach(indexesOf); // refuses before anything is made
      // building an index may take hours: a connection of its own that waits for the answer
      const patient = await connect(address, { socketTimeoutMS: 0 });
      try {
        for (const declaration of declarations) {
          const model = makeModel(patient, declaration);
          await answered(() => model.createCollection());
          await answered(() => model.createIndexes());
        }
      } finally {
        await patient.close();
      }
    },
    isMigrated: (declarations) => answered(() => isMigrated(connection, declarations)),
    async health() {
      if (!isOpen) throw new StorageUnavailableError('the database is closed');
      await inTime(answered(() => databaseOf(connection).command({ ping: 1 })));
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await connection.close();
    },
  };
}

async function connect(address: string, timeOuts: ConnectOptions): Promise<mongoose.Connection> {
  const dbName = mongoDatabaseOf(address);
  if (dbName === undefined) throw new TypeError('the address of MongoDB is not well formed');
  try {
    return await mongoose
      .createConnection(address, { ...OPTIONS, ...timeOuts, dbName })
      .asPromise();
  } catch (error) {
    if (
      error instanceof mongoose.mongo.MongoParseError ||
      error instanceof mongoose.mongo.MongoAPIError
    )
      throw new TypeError('the address of MongoDB is not well formed'); // the driver's text may hold its password
    throw translate(error);
  }
}

function timeOutsOf(address: string): ConnectOptions {
  return Object.fromEntries(
    Object.entries(TIME_OUTS).filter(([name]) => !address.includes(`${name}=`)),
  );
}

function documentsOf(connection: mongoose.Connection, declaration: AnyDeclaration): Documents {
  indexesOf(declaration); // refuses what no engine can take
  return databaseOf(connection).collection<StoredDocument>(declaration.name);
}

function makeModel(
  connection: mongoose.Connection,
  declaration: AnyDeclaration,
): Model<StoredDocument> {
  const fields = Object.entries(declaration.fields).map(([field, { type, required }]) => [
    field,
    { type, ...(required ? { required } : {}) },
  ]);
  const schema = new mongoose.Schema(
    {
      _id: { type: String, required: true },
      ...Object.fromEntries(fields),
      version: { type: String },
    },
    { versionKey: false, id: false, collection: declaration.name },
  );
  for (const { field, isUnique, isOptional } of indexesOf(declaration)) {
    const partial = isOptional ? { partialFilterExpression: { [field]: { $exists: true } } } : {};
    schema.index(isUnique ? { [field]: 1 } : { [field]: 1, _id: 1 }, {
      name: indexName(field, isUnique),
      unique: isUnique,
      ...partial, // absent values never collide and take no room
    });
  }
  return connection.model<StoredDocument>(
    `${declaration.name}#${String(Object.keys(connection.models).length)}`,
    schema,
  );
}

function indexName(field: string, isUnique: boolean): string {
  return `${field}_${isUnique ? 'unique' : 'index'}`;
}

async function isMigrated(
  connection: mongoose.Connection,
  declarations: readonly AnyDeclaration[],
): Promise<boolean> {
  const database = databaseOf(connection);
  const there = await database.listCollections({}, { nameOnly: true }).toArray();
  const names = new Set(there.map(({ name }) => name));
  for (const declaration of declarations) {
    if (!names.has(declaration.name)) return false;
    const indexes = await database.collection(declaration.name).indexes();
    const made = new Set(indexes.map(({ name }) => name));
    const wanted = indexesOf(declaration).map(({ field, isUnique }) => indexName(field, isUnique));
    if (!wanted.every((name) => made.has(name))) return false;
  }
  return true;
}

function databaseOf(connection: mongoose.Connection): NonNullable<mongoose.Connection['db']> {
  if (!connection.db) throw new StorageUnavailableError('the database is closed');
  return connection.db;
}
