import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { useSettings } from '../api/index.ts';
import { changeLanguage, resolveLanguage } from '../i18n/index.ts';

/** Makes the page follow the settings that the host keeps. */
export function Preferences() {
  const { data: settings } = useSettings();
  const { setColorScheme } = useMantineColorScheme();
  const language = settings?.language;
  const theme = settings?.theme;

  useEffect(() => {
    if (language) changeLanguage(resolveLanguage(language, navigator.languages));
  }, [language]);
  useEffect(() => {
    if (theme) setColorScheme(theme === 'system' ? 'auto' : theme);
  }, [theme, setColorScheme]);
  return null;
}
