import { type Detector, type Hit, isLabelled } from './detector.ts';
import { KINDS } from './nationalIdKinds.ts';

const CHINESE_MOBILE = /^1[3-9]\d{9}$/;
const TAX_LABEL = /steuer|tax|idnr|\bid\b|pesel|cpf|bsn/i;

export const findNationalIds: Detector = (text) => {
  if (!/\d(?:\D?\d){5}|[A-Z]{5}\d{4}[A-Z]/i.test(text)) return [];
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
