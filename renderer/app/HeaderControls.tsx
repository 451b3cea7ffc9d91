import { Button, useComputedColorScheme } from '@mantine/core';
import { IconKeyboard, IconLanguage, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSetSettings } from '../api/index.ts';
import { useLazyPart } from '../ui/useLazyPart.ts';
import { HeaderButton } from './HeaderButton.tsx';
import { KeyCaps } from './KeyCaps.tsx';

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

const languageMenu = () => import('./LanguageMenu.tsx');

/** Menus take a tenth of what comes before the first paint: this one's code is loaded once somebody asks for it. */
export function LanguageButton() {
  const { t } = useTranslation('app');
  const [asked, setAsked] = useState(false);
  const Menu = useLazyPart(languageMenu, asked);
  if (Menu) return <Menu />;
  return (
    <HeaderButton label={t('language')} aria-haspopup="menu" onClick={() => setAsked(true)}>
      <IconLanguage size={18} />
    </HeaderButton>
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
