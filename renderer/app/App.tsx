import { MantineProvider, useComputedColorScheme } from '@mantine/core';
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

function Toasts() {
  return <Toaster theme={useComputedColorScheme('light')} position="bottom-left" closeButton />;
}
