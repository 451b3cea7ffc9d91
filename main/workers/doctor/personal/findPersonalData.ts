import type { PersonalDataType } from '../../../../shared/domain/datasets/personalData.ts';
import { findApiKeys } from './apiKey.ts';
import { findCards } from './card.ts';
import type { Detector, Hit } from './detector.ts';
import { findEmails } from './email.ts';
import { findIbans } from './iban.ts';
import { findIpAddresses } from './ipAddress.ts';
import { findHanNames } from './names/hanName.ts';
import { findListedNames } from './names/listedName.ts';
import { findNationalIds } from './nationalId.ts';
import { findNames, isPeopleColumn, isThingsColumn, nameCell } from './personName.ts';
import { findPhones } from './phone.ts';

/** Where two see something in the same place, the one further up is right: it checks more. */
const DETECTORS: readonly (readonly [PersonalDataType, Detector])[] = [
  ['api_key', findApiKeys],
  ['email', findEmails],
  ['iban', findIbans],
  ['national_id', findNationalIds],
  ['card', findCards],
  ['ip', findIpAddresses],
  ['phone', findPhones],
  ['name', findNames],
];
/** These go by lists of names, by which things are called as well. */
const BY_LISTS: readonly (readonly [PersonalDataType, Detector])[] = [
  ['name', findListedNames],
  ['name', findHanNames],
];

/** All that can be found needs one of these; most texts have none. */
const MAY_HOLD = /[@\d]|[\w-]{20}|-----BEGIN| \p{Lu}|[([][aä]t[)\]]|[\p{Script=Han}]/u;

/** Personal data in a cell, in the order of the text, none overlapping another. */
export function findPersonalData(column: string, cell: string): Hit[] {
  if (isPeopleColumn(column)) {
    const name = nameCell(cell);
    if (name.length > 0) return name;
  }
  if (cell.length < 4 || !MAY_HOLD.test(cell)) return [];
  const hits: Hit[] = [];
  for (const [, detect] of isThingsColumn(column) ? DETECTORS : [...DETECTORS, ...BY_LISTS]) {
    for (const hit of detect(cell)) {
      if (!hits.some(({ start, end }) => hit.start < end && start < hit.end)) hits.push(hit);
    }
  }
  return hits.sort((a, b) => a.start - b.start);
}
