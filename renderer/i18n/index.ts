import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { bundleOf, loadLanguage } from './bundles.ts';
import { firstEnglish } from './firstEnglish.ts';
import { LANGUAGE_NAMES, LANGUAGES, type Language, resolveLanguage } from './translation.ts';

export { LANGUAGE_NAMES, LANGUAGES, type Language, resolveLanguage };

/** Remembers the language between starts, so that the first screen speaks it before the settings have been read. */
const STORAGE_KEY = 'kindling.language';

function rememberedLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  const choice = LANGUAGES.find((language) => language === stored) ?? 'system';
  return resolveLanguage(choice, navigator.languages);
}

/** Resolves once the first screen can be shown: in the language it is wanted in, in English where that cannot be loaded. */
export async function setUpI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: firstEnglish },
    lng: 'en',
    fallbackLng: 'en',
    supportedLngs: LANGUAGES,
    defaultNS: 'common',
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  await speak(rememberedLanguage()).catch(reportMissing);
}

export function changeLanguage(language: Language): void {
  localStorage.setItem(STORAGE_KEY, language);
  if (i18next.language !== language) speak(language).catch(reportMissing);
}

/** Makes what loads a part of the interface together with the English texts that only it has. */
const withTexts =
  (load: () => Promise<object>) =>
  async <P>(part: Promise<P>): Promise<P> => {
    const [loaded, texts] = await Promise.all([part, load()]);
    for (const namespaces of Object.values(texts)) addEnglish(namespaces);
    return loaded;
  };

/** For the pages of trainings, models and settings. */
export const withRunTexts = withTexts(() => import('./runPagesEnglish.ts'));

/** For the pages of data sets and the wizard of an import. */
export const withDatasetTexts = withTexts(() => import('./datasetPageEnglish.ts'));

/** For the pages of help. */
export const withHelpTexts = withTexts(() => import('./helpEnglish.ts'));

/** For palette and shortcuts. */
export const withActionTexts = withTexts(() => import('./actionsEnglish.ts'));

/** For the page of the trash. */
export const withTrashTexts = withTexts(() => import('./trashPageEnglish.ts'));

/** For the page of the server. */
export const withServerTexts = withTexts(() => import('./serverEnglish.ts'));

function addEnglish(namespaces: object): void {
  for (const [namespace, texts] of Object.entries(namespaces)) i18next.addResourceBundle('en', namespace, texts, true);
}

/** The language that was asked for last: one that comes late must not win. */
let wanted: Language = 'en';

async function speak(language: Language): Promise<void> {
  wanted = language;
  await loadLanguage(language);
  if (wanted !== language) return;
  for (const [namespace, texts] of Object.entries(bundleOf(language).namespaces)) {
    if (!i18next.hasResourceBundle(language, namespace)) i18next.addResourceBundle(language, namespace, texts);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

function reportMissing(error: unknown): void {
  console.error('the texts of the language could not be loaded', error);
}

/** The language the interface speaks now. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'zh-CN' ? 'zh-CN' : 'en';
}
