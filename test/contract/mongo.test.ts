import { startMongoEngine } from '../support/engines.ts';
import { storeContract } from './store-contract.ts';

storeContract('mongodb', startMongoEngine);
