import {
  isBelgianNationalNumber,
  isBrazilianCpf,
  isBritishNhsNumber,
  isCanadianSin,
  isChileanRut,
  isChineseResidentId,
  isDutchBsn,
  isFrenchNir,
  isGermanPensionNumber,
  isGermanTaxId,
  isIndianAadhaar,
  isIndianPan,
  isItalianFiscalCode,
  isKoreanResidentNumber,
  isMexicanCurp,
  isPolishPesel,
  isSingaporeNric,
  isSpanishDni,
  isSwedishPersonalNumber,
  isSwissAhv,
  isUsSocialSecurity,
} from './nationalIdChecks.ts';

export interface NationalId {
  country: string;
  /** As it is written, without what is around it. */
  shape: RegExp;
  isValid: (compact: string) => boolean;
  /** What must stand before it where the shape alone would fit too much else; `whenBare` only where it is written without separators. */
  label?: { pattern: RegExp; whenBare: boolean };
}

const bounded = (shape: string, flags = 'g') =>
  new RegExp(`(?<![\\p{Script=Latin}\\d_.-])(?:${shape})(?![\\p{Script=Latin}\\d_]|-\\w|\\.\\d)`, `${flags}u`);

export const KINDS: readonly NationalId[] = [
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
    label: { pattern: /\b(?:nino|ni|ni number|ni no|national insurance)\b[^\n]*$/i, whenBare: true },
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
  {
    country: 'BR',
    shape: bounded('\\d{11}|\\d{9}-\\d{2}'),
    isValid: isBrazilianCpf,
    label: { pattern: /\bcpf\b[^\d\n]*$/i, whenBare: false },
  },
  {
    country: 'IN',
    shape: bounded('(?<!\\d[ -])[2-9]\\d{3}([ -])\\d{4}\\1\\d{4}(?![ -]?\\d)'),
    isValid: isIndianAadhaar,
  },
  {
    country: 'IN',
    shape: bounded('[2-9]\\d{11}'),
    isValid: isIndianAadhaar,
    label: { pattern: /\b(?:aadhaar|aadhar|adhaar|uidai|uid)\b[^\d\n]*$|आधार[^\d\n]*$/i, whenBare: false },
  },
  { country: 'IN', shape: bounded('[A-Z]{3}P[A-Z]\\d{4}[A-Z]'), isValid: isIndianPan },
  {
    country: 'IN',
    shape: bounded('[A-Z]{5}\\d{4}[A-Z]', 'gi'),
    isValid: isIndianPan,
    label: { pattern: /\b(?:pan|permanent account|income tax|kyc)\b[^\d\n]*$/i, whenBare: false },
  },
  {
    country: 'CA',
    shape: bounded('\\d{3}([ -]?)\\d{3}\\1\\d{3}'),
    isValid: isCanadianSin,
    label: { pattern: /\b(?:sin|social insurance|assurance sociale|nas)\b[^\d\n]*$/i, whenBare: false },
  },
  {
    country: 'SE',
    shape: bounded('(?:19|20)?\\d{6}[-+]?\\d{4}'),
    isValid: isSwedishPersonalNumber,
    label: {
      pattern: /\b(?:personnummer|personnr|pnr|personal identity number|samordningsnummer)\b[^\d\n]*$/i,
      whenBare: false,
    },
  },
  {
    country: 'ES',
    shape: bounded('(?:[XYZ][ -]?\\d{7}|\\d{8}|\\d{2}\\.\\d{3}\\.\\d{3})[ -]?[A-HJ-NP-TV-Z]', 'gi'),
    isValid: isSpanishDni,
    label: { pattern: /\b(?:dni|nie|nif)\b[^\d\n]*$/i, whenBare: false },
  },
  {
    country: 'US',
    shape: bounded('9\\d{2}([ -]?)(?:5\\d|6[0-5]|7\\d|8[0-8]|9[0-24-9])\\1\\d{4}'),
    isValid: () => true,
    label: { pattern: /\b(?:itin|taxpayer|tax id)\b[^\d\n]*$/i, whenBare: false },
  },
  {
    // The office's own example begins with QQ, which is never given out.
    country: 'GB',
    shape: bounded('[A-Z]{2} ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]', 'gi'),
    isValid: () => true,
    label: { pattern: /\b(?:nino|national insurance)\b[^\n]*$/i, whenBare: false },
  },
  { country: 'BE', shape: bounded('\\d{2}\\.\\d{2}\\.\\d{2}-\\d{3}\\.\\d{2}'), isValid: isBelgianNationalNumber },
  { country: 'KR', shape: bounded('\\d{6}-[1-8]\\d{6}'), isValid: isKoreanResidentNumber },
  { country: 'SG', shape: bounded('[STFG]\\d{7}[A-Z]'), isValid: isSingaporeNric },
  { country: 'CL', shape: bounded('\\d{1,2}\\.\\d{3}\\.\\d{3}-[\\dKk]'), isValid: isChileanRut },
  { country: 'MX', shape: bounded('[A-Z]{4}\\d{6}[HMX][A-Z]{5}[A-Z\\d]\\d'), isValid: isMexicanCurp },
  {
    country: 'GB',
    shape: bounded('\\d{3}([ -]?)\\d{3}\\1\\d{4}'),
    isValid: isBritishNhsNumber,
    label: { pattern: /\bnhs\b[^\d\n]*$/i, whenBare: false },
  },
  {
    // Passports of most states, which have no checksum outside of their machine-readable lines.
    country: '',
    shape: bounded('[A-Z]{0,2}\\d{6,9}|[A-Z]\\d{2}[A-Z]{2}\\d{4}|C[A-Z\\d]{8}'),
    isValid: () => true,
    label: {
      pattern:
        /(?:\b(?:passport|reisepass|passeport|pasaporte|passaporto|paspoort)(?:nummer)?\s*(?:number|no|nr|num|id|n°|nº|#)?\.?\s*(?:is|:|=)?\s*|护照(?:号码?)?(?:是|为)?\s*[:：]?\s*)$/i,
      whenBare: false,
    },
  },
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
