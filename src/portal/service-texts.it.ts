/** Texts of the pages of booking, exemption and registry, Italian: each folder keeps its own. */
import { bookingIt } from './booking/texts.it.ts';
import { exemptionIt } from './exemption/texts.it.ts';
import { registryIt } from './registry/texts.it.ts';
import { sheetIt } from './sheet/texts.it.ts';

export const serviceIt = { ...sheetIt, ...bookingIt, ...exemptionIt, ...registryIt } as const;
