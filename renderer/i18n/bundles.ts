import { ENGINE_REASON_TEXTS } from '../../shared/domain/engines/engineReason.ts';
import { ERROR_MESSAGES } from '../../shared/errors/errors.ts';
import type { Bundle } from './bundle.ts';
import { firstEnglish } from './firstEnglish.ts';
import type { Language } from './translation.ts';

const ENGLISH: Bundle = {
  namespaces: firstEnglish,
  errors: ERROR_MESSAGES,
  engineReasons: ENGINE_REASON_TEXTS,
  separator: '; ',
};

/** What each language has beside English is loaded only for those who speak it. */
const LOADERS: Record<Exclude<Language, 'en'>, () => Promise<Bundle>> = {
  'zh-CN': async () => (await import('./chinese.ts')).CHINESE,
};

const loaded = new Map<Language, Bundle>([['en', ENGLISH]]);

/** Loads the texts of a language, once. Rejects where its file cannot be had; English stays. */
export async function loadLanguage(language: Language): Promise<Bundle> {
  const known = loaded.get(language);
  if (known || language === 'en') return known ?? ENGLISH;
  const bundle = await LOADERS[language]();
  loaded.set(language, bundle);
  return bundle;
}

/** The texts of a language that has been loaded; English for any other. */
export const bundleOf = (language: Language): Bundle => loaded.get(language) ?? ENGLISH;
