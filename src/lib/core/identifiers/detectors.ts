import { birthDate } from './birth-date.ts';
import { chiNumber } from './chi-number.ts';
import { extension } from './extension.ts';
import { hcNumber } from './hc-number.ts';
import { labelledPhone } from './labelled-phone.ts';
import { mobileWithoutZero } from './mobile-without-zero.ts';
import { nhsNumber } from './nhs-number.ts';
import { niNumber } from './ni-number.ts';
import { phone } from './phone.ts';
import { postcode } from './postcode.ts';
import { postcodeDistrict } from './postcode-district.ts';

/** Every detector, the more specific first: of two equal hits on the same text the first stays. */
export const detectors = [
  chiNumber,
  hcNumber,
  nhsNumber,
  niNumber,
  birthDate,
  phone,
  labelledPhone,
  mobileWithoutZero,
  extension,
  postcode,
  postcodeDistrict
] as const;

export type IdentifierKind = (typeof detectors)[number]['kind'];
