import { useComputedColorScheme } from '@mantine/core';
import { useNavigate } from 'react-router';
import { useSetSettings } from '../api/index.ts';
import { useImport } from '../features/datasets/useImport.ts';
import { LANGUAGES, useLanguage } from '../i18n/index.ts';
import type { ActionContext } from './actions.ts';

/** What actions do here. An import is watched from the data sets' page. */
export function useActionContext(own: Pick<ActionContext, 'showPalette' | 'toggleHelp'>): ActionContext {
  const navigate = useNavigate();
  const settings = useSetSettings();
  const isDark = useComputedColorScheme('light') === 'dark';
  const language = useLanguage();
  const { chooseFile, chooseFolder, importSample } = useImport();
  return {
    ...own,
    go: (address) => void navigate(address),
    importFile: () => chooseFile(),
    importFolder: () => chooseFolder(),
    importSample: () => importSample(),
    toggleTheme: () => settings.mutate({ theme: isDark ? 'light' : 'dark' }),
    nextLanguage: () =>
      settings.mutate({ language: LANGUAGES[(LANGUAGES.indexOf(language) + 1) % LANGUAGES.length] ?? language }),
  };
}
