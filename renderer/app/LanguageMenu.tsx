import { Menu } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSetSettings } from '../api/index.ts';
import { LANGUAGE_NAMES, LANGUAGES, useLanguage } from '../i18n/index.ts';
import { HeaderButton } from './HeaderButton.tsx';

/** Comes in the place of a button that was pressed: it opens, and has the focus that the button had, so that it can be given back. */
export default function LanguageMenu() {
  const { t } = useTranslation('app');
  const current = useLanguage();
  const settings = useSetSettings();
  const button = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    button.current?.focus();
    setOpened(true);
  }, []);
  return (
    <Menu position="bottom-end" opened={opened} onChange={setOpened}>
      <Menu.Target>
        <HeaderButton ref={button} label={t('language')}>
          <IconLanguage size={18} />
        </HeaderButton>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGES.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            fw={language === current ? 700 : 400}
            aria-current={language === current ? 'true' : undefined}
            onClick={() => settings.mutate({ language })}
          >
            {LANGUAGE_NAMES[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
