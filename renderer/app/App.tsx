import { MantineProvider, useComputedColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router/dom';
import { Toaster } from 'sonner';
import { Preferences } from './Preferences.tsx';
import { router } from './routes.tsx';
import { theme } from './theme.ts';

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Preferences />
      <RouterProvider router={router} />
      <Toasts />
    </MantineProvider>
  );
}

/** At one place with the imports under way, above them and above the bar with a form's main action (`--tray-height`: ImportLayer). */
const TOAST_OFFSET = { bottom: 'calc(5.5rem + var(--tray-height, 0px))', right: '1rem' };

function Toasts() {
  const theme = useComputedColorScheme('light');
  return (
    <Toaster
      theme={theme}
      position="bottom-right"
      offset={TOAST_OFFSET}
      mobileOffset={TOAST_OFFSET}
      closeButton
      containerAriaLabel={useTranslation().t('notifications')}
    />
  );
}
