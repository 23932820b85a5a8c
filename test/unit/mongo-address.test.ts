import assert from 'node:assert/strict';
import { mongoDatabaseOf, withMongoDatabase } from '../../config/mongo-address.ts';
import { readSettings } from '../../config/settings.ts';

const REPLICA_SET = 'mongodb://u:p%40x@a.example:27017,b.example:27017,c.example:27017';

describe('the address of MongoDB', () => {
  it('names its database, or gass', () => {
    assert.equal(mongoDatabaseOf(`${REPLICA_SET}/salute?replicaSet=rs0`), 'salute');
    assert.equal(mongoDatabaseOf(`${REPLICA_SET}/?replicaSet=rs0`), 'gass');
    assert.equal(mongoDatabaseOf('mongodb+srv://cluster.example'), 'gass');
    assert.equal(mongoDatabaseOf('sqlite:./var/gass.db'), undefined);
  });

  it('keeps hosts and options when the database changes', () => {
    assert.equal(
      withMongoDatabase(`${REPLICA_SET}/salute?replicaSet=rs0&w=majority`, 'salute_fse'),
      `${REPLICA_SET}/salute_fse?replicaSet=rs0&w=majority`,
    );
    assert.equal(withMongoDatabase('mongodb://localhost', 'x'), 'mongodb://localhost/x');
    assert.equal(
      withMongoDatabase('mongodb://localhost?tls=true', 'x'),
      'mongodb://localhost/x?tls=true',
    );
  });

  it('gives each process a database of its own beside it, on a replica set too', () => {
    const { databases } = readSettings({ GASS_DATABASE: `${REPLICA_SET}/?replicaSet=rs0` });
    assert.equal(databases.fse, `${REPLICA_SET}/gass_fse?replicaSet=rs0`);
    assert.equal(databases.portal, `${REPLICA_SET}/gass_portal?replicaSet=rs0`);
  });
});
