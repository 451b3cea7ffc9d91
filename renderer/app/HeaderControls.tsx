import { ActionIcon, type ActionIconProps, Button, Menu, useComputedColorScheme } from '@mantine/core';
import { IconKeyboard, IconLanguage, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { useSetSettings } from '../api/index.ts';
import { LANGUAGE_NAMES, LANGUAGES, useLanguage } from '../i18n/index.ts';
import { KeyCaps } from './KeyCaps.tsx';

/** An icon of the header; what it does is said when it is pointed at, and to screen readers. */
function HeaderButton({ label, ...props }: ActionIconProps & ComponentProps<'button'> & { label: string }) {
  return <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} title={label} {...props} />;
}

export function ThemeToggle() {
  const { t } = useTranslation('app');
  const dark = useComputedColorScheme('light') === 'dark';
  const settings = useSetSettings();
  const label = dark ? t('theme.toLight') : t('theme.toDark');
  return (
    <HeaderButton label={label} onClick={() => settings.mutate({ theme: dark ? 'light' : 'dark' })}>
      {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
    </HeaderButton>
  );
}

export function LanguageMenu() {
  const { t } = useTranslation('app');
  const current = useLanguage();
  const settings = useSetSettings();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <HeaderButton label={t('language')}>
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
      <HeaderButton label={label} hiddenFrom="md" onClick={onClick}>
        <IconSearch size={18} />
      </HeaderButton>
    </>
  );
}

export function ShortcutsButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation('app');
  const label = t('shortcuts.open');
  return (
    <HeaderButton label={label} visibleFrom="sm" onClick={onClick} aria-keyshortcuts="?">
      <IconKeyboard size={18} />
    </HeaderButton>
  );
}
