import { Button } from '@mantine/core';
import { IconFileImport, IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useDatasets } from '../../api/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { DatasetTable } from './DatasetTable.tsx';
import { FirstRun } from './FirstRun.tsx';
import { ImportButtons } from './ImportButtons.tsx';
import { useImport } from './useImport.ts';

/** The studio's first screen: the data sets there are, or how to get the first one. */
export default function DatasetsPage() {
  const { t } = useTranslation('datasets');
  const { data: datasets, error, refetch } = useDatasets();
  const { chooseFile, importSample } = useImport();
  if (datasets?.length === 0) return <FirstRun />;
  return (
    <>
      <PageHeader
        title={t('title')}
        subtitle={t('subtitle')}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconSparkles size={18} aria-hidden />}
              onClick={() => importSample()}
            >
              {t('trySample')}
            </Button>
            <ImportButtons />
            <Button leftSection={<IconFileImport size={18} aria-hidden />} onClick={() => chooseFile()}>
              {t('importFile')}
            </Button>
          </>
        }
      />
      {datasets ? (
        <DatasetTable datasets={datasets} />
      ) : error ? (
        <ErrorAlert error={error} onRetry={() => void refetch()} />
      ) : (
        <LoadingState />
      )}
    </>
  );
}
