import { ENGINE_REASON_TEXTS, type EngineReasonCode } from '../../shared/domain/engineReason.ts';
import { ERROR_MESSAGES, type ErrorCode } from '../../shared/ipc/errors.ts';
import type { english } from './english.ts';
import { firstEnglish } from './firstEnglish.ts';
import type { Language, Translation } from './translation.ts';

type Namespaces = { [N in keyof typeof english]: Translation<(typeof english)[N]> };

/** The texts of a language. Of English, what single pages need comes with these pages. */
export interface Bundle {
  namespaces: Pick<Namespaces, keyof typeof firstEnglish> & Partial<Namespaces>;
  errors: Readonly<Record<ErrorCode, string>>;
  engineReasons: Record<EngineReasonCode, string>;
  /** Between reasons of an engine. */
  separator: string;
}

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
