import { useLanguage } from '../i18n/index.ts';
import type { Language } from '../i18n/translation.ts';

/** A task's own texts, in the language of the interface. */
export const useOwnTexts = <T>(texts: Readonly<Record<Language, T>>): T => texts[useLanguage()];
