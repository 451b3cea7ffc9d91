import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { RESOURCES } from './resources.ts';
import { LANGUAGES, type Language, resolveLanguage } from './translation.ts';

export { LANGUAGES, type Language, resolveLanguage };

/** Remembers the language between starts, so that the first screen speaks it before the settings have been read. */
const STORAGE_KEY = 'kindling.language';

function rememberedLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  const choice = LANGUAGES.find((language) => language === stored) ?? 'system';
  return resolveLanguage(choice, navigator.languages);
}

export function setUpI18n(): void {
  void i18next.use(initReactI18next).init({
    resources: RESOURCES,
    lng: rememberedLanguage(),
    fallbackLng: 'en',
    supportedLngs: LANGUAGES,
    defaultNS: 'common',
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = i18next.language;
}

export function changeLanguage(language: Language): void {
  localStorage.setItem(STORAGE_KEY, language);
  document.documentElement.lang = language;
  if (i18next.language !== language) void i18next.changeLanguage(language);
}

/** The language the interface speaks now. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'zh-CN' ? 'zh-CN' : 'en';
}
