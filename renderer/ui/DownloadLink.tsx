import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { startDownload } from '../api/index.ts';
import { useErrorText } from '../i18n/errorText.ts';
import { errorToast } from './errorToast.ts';

/** Downloads what the studio has offered. A link to look at: what it leads to is asked for at each click, since it is good once. */
export function DownloadLink({ offer, children }: { offer: string; children: ReactNode }) {
  const errorText = useErrorText();
  return (
    <Button
      component="a"
      href={offer}
      download
      size="sm"
      w="fit-content"
      leftSection={<IconDownload size={16} aria-hidden />}
      onClick={(event) => {
        event.preventDefault();
        startDownload(offer).catch((error: unknown) => errorToast(errorText(error)));
      }}
    >
      {children}
    </Button>
  );
}
