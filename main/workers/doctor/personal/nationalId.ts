import { type Detector, type Hit, isLabelled } from './detector.ts';
import {
  isBrazilianCpf,
  isChineseResidentId,
  isDutchBsn,
  isFrenchNir,
  isGermanPensionNumber,
  isGermanTaxId,
  isItalianFiscalCode,
  isPolishPesel,
  isSpanishDni,
  isSwissAhv,
  isUsSocialSecurity,
} from './nationalIdChecks.ts';

interface NationalId {
  country: string;
  /** As it is written, without what is around it. */
  shape: RegExp;
  isValid: (compact: string) => boolean;
  /** What must stand before it where the shape alone would fit too much else; `whenBare` only where it is written without separators. */
  label?: { pattern: RegExp; whenBare: boolean };
}

const bounded = (shape: string, flags = 'g') =>
  new RegExp(`(?<![\\p{Script=Latin}\\d_.-])(?:${shape})(?![\\p{Script=Latin}\\d_]|-\\w|\\.\\d)`, `${flags}u`);

const KINDS: readonly NationalId[] = [
  { country: 'CN', shape: bounded('[1-9]\\d{16}[\\dXx]'), isValid: isChineseResidentId },
  { country: 'US', shape: bounded('\\d{3}-\\d{2}-\\d{4}'), isValid: isUsSocialSecurity },
  {
    country: 'US',
    shape: bounded('\\d{9}|\\d{3} \\d{2} \\d{4}'),
    isValid: isUsSocialSecurity,
    label: { pattern: /\b(?:ssn|social security)\b[^\d\n]*$/i, whenBare: false },
  },
  { country: 'DE', shape: bounded('[1-9]\\d(?: ?\\d{3}){3}|[1-9]\\d{2} \\d{4} \\d{4}'), isValid: isGermanTaxId },
  { country: 'DE', shape: bounded('\\d{2} ?\\d{6} ?[A-Z] ?\\d{3}'), isValid: isGermanPensionNumber },
  {
    country: 'GB',
    shape: bounded('(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]'),
    isValid: () => true,
    label: { pattern: /\b(?:nino|ni number|ni no|national insurance)\b[^\n]*$/i, whenBare: true },
  },
  {
    country: 'ES',
    shape: bounded('(?:[XYZ]-?\\d{7}|\\d{8}|\\d{2}\\.\\d{3}\\.\\d{3})[ -]?[A-HJ-NP-TV-Z]'),
    isValid: isSpanishDni,
  },
  {
    country: 'FR',
    shape: bounded('[12] ?\\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\\d) ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}'),
    isValid: isFrenchNir,
  },
  {
    country: 'IT',
    shape: bounded('[A-Z]{6}\\d{2}[A-EHLMPRST]\\d{2}[A-Z]\\d{3}[A-Z]', 'gi'),
    isValid: isItalianFiscalCode,
  },
  { country: 'BR', shape: bounded('\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}'), isValid: isBrazilianCpf },
  { country: 'CH', shape: bounded('756\\.\\d{4}\\.\\d{4}\\.\\d{2}'), isValid: isSwissAhv },
  {
    country: 'PL',
    shape: bounded('\\d{11}'),
    isValid: isPolishPesel,
    label: { pattern: /\bpesel\b[^\d\n]*$/i, whenBare: false },
  },
  {
    country: 'NL',
    shape: bounded('\\d{9}'),
    isValid: isDutchBsn,
    label: { pattern: /\b(?:bsn|burgerservicenummer)\b[^\d\n]*$/i, whenBare: false },
  },
];

const CHINESE_MOBILE = /^1[3-9]\d{9}$/;
const TAX_LABEL = /steuer|tax|idnr|\bid\b|pesel/i;

export const findNationalIds: Detector = (text) => {
  if (!/\d.*\d/s.test(text)) return [];
  const hits: Hit[] = [];
  for (const { shape, isValid, label } of KINDS) {
    for (const { 0: found, index: start } of text.matchAll(shape)) {
      const compact = found.replace(/[ .-]/g, '').toUpperCase();
      if (!isValid(compact)) continue;
      const needsLabel = label && (!label.whenBare || !/[ .-]/.test(found));
      if (needsLabel && !isLabelled(text, start, label.pattern)) continue;
      // Eleven digits that begin like a Chinese mobile number are one, unless they are called something else.
      if (CHINESE_MOBILE.test(compact) && !isLabelled(text, start, TAX_LABEL)) continue;
      const end = start + found.length;
      if (!hits.some((hit) => hit.start < end && start < hit.end))
        hits.push({ start, end, type: 'national_id', value: compact });
    }
  }
  return hits;
};
