import { Menu } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import { useHostInfo } from '../api/index.ts';
import { errorToast } from './errorToast.ts';

/**
 * Copies the address of something, as a part of a menu. Only where the studio is served to browsers: the window of the desktop has no
 * address that could be opened.
 *
 * @param path within the studio, with a leading slash
 */
export function CopyLinkItem({ path }: { path: string }) {
  const { t } = useTranslation();
  const shell = useHostInfo().data?.shell;
  if (shell !== 'headless') return null;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(addressOf(path));
      toast.success(t('linkCopied'));
    } catch {
      errorToast(t('linkNotCopied'), { description: addressOf(path) });
    }
  };
  return (
    <Menu.Item leftSection={<IconLink size={16} aria-hidden />} onClick={() => void copy()}>
      {t('copyLink')}
    </Menu.Item>
  );
}

function addressOf(path: string): string {
  const address = new URL(window.location.href);
  address.search = '';
  address.hash = path;
  return address.href;
}
