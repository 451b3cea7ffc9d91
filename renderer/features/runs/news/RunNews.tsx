import { Anchor } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { toast } from 'sonner';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { type EndNotice, endNotice } from '../../../../shared/domain/runs/runEnd.ts';
import { useFollow, useHostInfo, useSettings } from '../../../api/index.ts';
import { useTitlePrefix } from '../../../ui/documentTitle.ts';
import { useFormat } from '../../../ui/format.ts';
import { OFFER_MS } from '../../../ui/offerTime.ts';
import { clearProgress, setProgress, useProgress } from './progressStore.ts';

/** On every page: the progress of the run that trains, in the title of the document, and a message when a run has ended. */
export function RunNews() {
  useTitleProgress();
  useHostNews();
  return null;
}

function useTitleProgress(): void {
  const format = useFormat();
  const share = useProgress(({ progress }) => progress?.share ?? null);
  const prefix = share === null ? null : format.percent(share);
  useEffect(() => {
    useTitlePrefix.setState({ prefix });
    return () => useTitlePrefix.setState({ prefix: null });
  }, [prefix]);
}

/**
 * The progress of the run that trains, as the host tells it once a second, and the ends of runs; these not on the page of the run itself:
 * there it is to be seen.
 */
function useHostNews(): void {
  const { t } = useTranslation('runs');
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const notify = useSystemNotification();
  useFollow(
    'host news',
    (studio, signal) => studio.host.watch({}, { signal }),
    (event) => {
      if (event.event === 'progress') setProgress(event.runId, event.share, event.remainingMs);
      if (event.event === 'run_ended') clearProgress(event.run.id);
      const notice = event.event === 'run_ended' ? endNotice(event.run) : null;
      if (event.event !== 'run_ended' || notice === null) return;
      const { run } = event;
      const address = `/runs/${run.id}`;
      notify(t(`ended.${notice}`, { name: run.name }), run, () => void navigate(address));
      if (pathname !== address) showEnd(notice, t(`ended.${notice}`, { name: run.name }), t('ended.open'), address);
    },
  );
}

function showEnd(notice: EndNotice, title: string, link: string, address: string): void {
  const kind = notice === 'done' ? 'success' : notice === 'failed' ? 'error' : 'warning';
  toast[kind](title, {
    id: address,
    duration: OFFER_MS,
    // The messages are outside of the router; its addresses are fragments.
    description: (
      <Anchor href={`#${address}`} inherit onClick={() => toast.dismiss(address)}>
        {link}
      </Anchor>
    ),
  });
}

/** The browser's own notification, where the user has switched it on and does not look at the page. The desktop shell has native ones. */
function useSystemNotification(): (title: string, run: Run, open: () => void) => void {
  const inBrowser = useHostInfo().data?.shell === 'headless';
  const wanted = useSettings().data?.notifications ?? false;
  return (title, run, open) => {
    if (!inBrowser || !wanted || document.hasFocus() || !('Notification' in window)) return;
    if (Notification.permission !== 'granted') return;
    const notification = new Notification(title, { tag: run.id });
    notification.onclick = () => {
      window.focus();
      open();
      notification.close();
    };
  };
}
