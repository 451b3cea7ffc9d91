import { AppShell, Burger, Group, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';
import { ImportLayer } from '../features/datasets/ImportLayer.tsx';
import { RunNews } from '../features/runs/news/RunNews.tsx';
import { TrainingPill } from '../features/runs/news/TrainingPill.tsx';
import { withActionTexts } from '../i18n/index.ts';
import { useLazyPart } from '../ui/useLazyPart.ts';
import { Checklist } from './Checklist.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { ConnectionGate } from './ConnectionGate.tsx';
import { EngineBadge } from './EngineBadge.tsx';
import emberUrl from './ember.svg';
import { LanguageButton, PaletteButton, ShortcutsButton, ThemeToggle } from './HeaderControls.tsx';
import { Navigation } from './Navigation.tsx';
import classes from './Shell.module.css';
import { StorageBanner } from './StorageBanner.tsx';
import { useShortcuts } from './shortcuts.ts';
import { useActionContext } from './useActionContext.ts';
import { useFocusAfterDialogs } from './useFocusAfterDialogs.ts';
import { useMenuActions } from './useMenuActions.ts';

const MAIN_ID = 'main';

const loadPalette = () => withActionTexts(import('./palette/CommandPalette.tsx'));
const loadShortcuts = () => withActionTexts(import('./ShortcutsDialog.tsx'));

/** What surrounds every page: header, navigation, imports under way and the state of the connection. */
export function Shell() {
  const { t } = useTranslation(['app', 'common']);
  const [navigationOpen, navigation] = useDisclosure(false);
  const [helpOpen, help] = useDisclosure(false);
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useFocusOnNavigation(main, pathname, navigation.close);
  useFocusAfterDialogs(main);
  const [paletteOpen, palette] = useDisclosure(false);
  const context = useActionContext({ showPalette: palette.open, toggleHelp: help.toggle });
  useShortcuts(context);
  useMenuActions(context);
  const CommandPalette = useLazyPart(loadPalette, paletteOpen);
  const ShortcutsDialog = useLazyPart(loadShortcuts, helpOpen);

  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 196, breakpoint: 'sm', collapsed: { mobile: !navigationOpen } }}
      padding={{ base: 'md', lg: 'xl' }}
      transitionDuration={0}
    >
      <a
        className="skip-link"
        href={`#${MAIN_ID}`}
        onClick={(event) => {
          // The fragment belongs to the router.
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t('skipToContent')}
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap">
            <Burger
              opened={navigationOpen}
              onClick={navigation.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={navigationOpen ? t('nav.close') : t('nav.open')}
              aria-expanded={navigationOpen}
            />
            <UnstyledButton component={Link} to="/datasets" className={classes.brand} aria-label={t('common:appName')}>
              <img src={emberUrl} alt="" width={26} height={26} />
              <Text fw={700} size="lg" visibleFrom="xs">
                {t('common:appName')}
              </Text>
            </UnstyledButton>
          </Group>
          <Group gap={4} wrap="nowrap" style={{ minWidth: 0 }}>
            <TrainingPill />
            <EngineBadge />
            <PaletteButton onClick={palette.open} />
            <LanguageButton />
            <ThemeToggle />
            <ShortcutsButton onClick={help.open} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" className={classes.navbar} aria-label={t('nav.label')}>
        <Navigation />
        <Checklist />
      </AppShell.Navbar>
      <AppShell.Main id={MAIN_ID} ref={main} tabIndex={-1} className={classes.main}>
        <ConnectionBanner />
        <StorageBanner />
        <div className={classes.page}>
          <ConnectionGate>
            <Outlet />
          </ConnectionGate>
        </div>
      </AppShell.Main>
      <ImportLayer />
      <RunNews />
      {ShortcutsDialog && <ShortcutsDialog opened={helpOpen} onClose={help.close} />}
      {CommandPalette && paletteOpen && <CommandPalette context={context} onClose={palette.close} />}
    </AppShell>
  );
}

/** After a change of page, keyboard and screen reader go on at its heading; the first page leaves the focus alone. */
function useFocusOnNavigation(main: React.RefObject<HTMLElement | null>, pathname: string, onChange: () => void) {
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    const redirected = shown.current === '/';
    shown.current = pathname;
    if (redirected) return;
    onChange();
    window.scrollTo(0, 0);
    return main.current ? focusHeading(main.current) : undefined;
  }, [main, pathname, onChange]);
}

/** Where the heading is not there yet, the focus waits in the page, and goes to it if nobody has taken it elsewhere meanwhile. */
function focusHeading(main: HTMLElement): () => void {
  const focus = () => {
    const heading = main.querySelector('h1');
    if (heading) heading.tabIndex = -1;
    heading?.focus({ preventScroll: true });
    return heading !== null;
  };
  const observer = new MutationObserver(() => {
    if (document.activeElement !== main || focus()) observer.disconnect();
  });
  if (!focus()) {
    main.focus({ preventScroll: true });
    observer.observe(main, { childList: true, subtree: true });
  }
  return () => observer.disconnect();
}
