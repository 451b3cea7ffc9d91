import { ActionIcon, Button, Menu, useComputedColorScheme } from '@mantine/core';
import { IconKeyboard, IconLanguage, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSetSettings } from '../api/index.ts';
import { LANGUAGES, useLanguage } from '../i18n/index.ts';
import { KeyCaps } from './KeyCaps.tsx';

export function ThemeToggle() {
  const { t } = useTranslation(['app', 'settings']);
  const dark = useComputedColorScheme('light') === 'dark';
  const settings = useSetSettings();
  const label = dark ? t('theme.toLight') : t('theme.toDark');
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={label}
      onClick={() => settings.mutate({ theme: dark ? 'light' : 'dark' })}
    >
      {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
    </ActionIcon>
  );
}

export function LanguageMenu() {
  const { t } = useTranslation(['app', 'settings']);
  const current = useLanguage();
  const settings = useSetSettings();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('language')} title={t('language')}>
          <IconLanguage size={18} />
        </ActionIcon>
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
            {t(`settings:language.${language}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Opens the palette; its label says the shortcut where there is room. */
export function PaletteButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation('app');
  const label = t('palette.open');
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        visibleFrom="md"
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<KeyCaps keys={['mod+k']} />}
        onClick={onClick}
        aria-keyshortcuts="Control+K Meta+K"
      >
        {label}
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        hiddenFrom="md"
        onClick={onClick}
        aria-label={label}
        title={label}
      >
        <IconSearch size={18} />
      </ActionIcon>
    </>
  );
}

export function ShortcutsButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation('app');
  const label = t('shortcuts.open');
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      visibleFrom="sm"
      onClick={onClick}
      aria-label={label}
      title={label}
      aria-keyshortcuts="?"
    >
      <IconKeyboard size={18} />
    </ActionIcon>
  );
}
