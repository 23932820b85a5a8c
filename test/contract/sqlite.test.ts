import { startSqlite } from '../support/engines.ts';
import { storeContract } from './store-contract.ts';

storeContract('sqlite', startSqlite);
