/** Texts of the pages of booking, exemption and registry, English. */
import { bookingEn } from './booking/texts.en.ts';
import { exemptionEn } from './exemption/texts.en.ts';
import { registryEn } from './registry/texts.en.ts';
import { sheetEn } from './sheet/texts.en.ts';

export const serviceEn = { ...sheetEn, ...bookingEn, ...exemptionEn, ...registryEn } as const;
