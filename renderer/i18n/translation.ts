import { LANGUAGES, type Language } from '../../shared/domain/language.ts';

export { LANGUAGES, type Language };

/** What each language calls itself. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', 'zh-CN': '简体中文' };

/**
 * The shape of a namespace in another language: every key of the English one, so that a missing translation does not
 * compile. Chinese has no singular, so its `…_one` forms are left out.
 */
export type Translation<T> = {
  [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : Translation<T[K]>;
};

/** The user's choice, or what the browser asks for. */
export function resolveLanguage(choice: Language | 'system', preferred: readonly string[]): Language {
  if (choice !== 'system') return choice;
  for (const tag of preferred) {
    const language = tag.toLowerCase().split('-')[0];
    if (language === 'zh') return 'zh-CN';
    if (language === 'en') return 'en';
  }
  return 'en';
}
