import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';

/** What stands before the title of every page; `null` for nothing. */
export const useTitlePrefix = create<{ prefix: string | null }>(() => ({ prefix: null }));

/** Names the document after the page. */
export function useDocumentTitle(title: string): void {
  const { t } = useTranslation();
  const appName = t('appName');
  const prefix = useTitlePrefix((store) => store.prefix);
  useEffect(() => {
    document.title = [prefix, title, appName].filter((part) => part !== null).join(' · ');
  }, [prefix, title, appName]);
}
