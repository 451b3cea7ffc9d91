import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { DOC_PAGES, isDocPage, loadDoc } from './docs.ts';
import { Markdown } from './Markdown.tsx';
import { parseMarkdown } from './parseMarkdown.ts';

/** The documentation, as it comes with the program. */
export default function HelpPage() {
  const { t } = useTranslation('app');
  const navigate = useNavigate();
  const { page: named } = useParams();
  const [parameters] = useSearchParams();
  const page = isDocPage(named) ? named : DOC_PAGES[0];
  const doc = useQuery({ queryKey: ['docs', page], queryFn: () => loadDoc(page), staleTime: Number.POSITIVE_INFINITY });
  const at = parameters.get('at');
  const there = doc.data !== undefined;
  useEffect(() => {
    if (!there || at === null) return;
    // The shell goes to the top of a new page first.
    const soon = requestAnimationFrame(() => document.getElementById(at)?.scrollIntoView());
    return () => cancelAnimationFrame(soon);
  }, [at, there]);
  return (
    <>
      <PageHeader title={t('docs.title')} subtitle={t('docs.subtitle')} />
      <Tabs value={page} onChange={(next) => void navigate(`/help/${next}`)} keepMounted={false}>
        <Tabs.List mb="md">
          {DOC_PAGES.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`docs.page.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={page}>
          {doc.isPending && <LoadingState />}
          {doc.isError && <ErrorAlert error={doc.error} onRetry={() => void doc.refetch()} />}
          {/* The page's name is its tab's. */}
          {doc.data !== undefined && <Markdown blocks={parseMarkdown(doc.data).slice(1)} page={page} />}
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
