import { Button, Select, Stack } from '@mantine/core';
import { IconBox } from '@tabler/icons-react';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useModels } from '../../api/index.ts';
import { viewOf } from '../../tasks/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { relatedModel, tryModel, useRelatedStore } from '../../ui/related.ts';

/** Chooses a model, and shows how its task is tried out. */
export default function PlaygroundPage() {
  const { t } = useTranslation('playground');
  const models = useModels();
  const [searchParams, setSearchParams] = useSearchParams();
  const wanted = searchParams.get('model');
  const [related] = useState(useRelatedStore.getState);
  const model = relatedModel(models.data ?? [], { ...related, wanted });
  const Playground = model && viewOf(model.recipe).Playground;
  const chosen = model?.id;
  useEffect(() => {
    if (chosen !== undefined) tryModel(chosen);
  }, [chosen]);
  const choose = (id: string) => setSearchParams({ model: id }, { replace: true });

  return (
    <Stack gap="lg">
      <PageHeader
        title={t('title')}
        subtitle={t('subtitle')}
        actions={
          models.data &&
          model && (
            <Select
              w="20rem"
              maw="100%"
              label={t('model')}
              placeholder={t('chooseModel')}
              searchable
              allowDeselect={false}
              data={models.data.map(({ id, name }) => ({ value: id, label: name }))}
              value={model.id}
              onChange={(id) => id && choose(id)}
            />
          )
        }
      />
      {models.isPending && <LoadingState />}
      {models.isError && <ErrorAlert error={models.error} onRetry={() => void models.refetch()} />}
      {models.data && !model && (
        <EmptyState icon={<IconBox size={28} />} title={t('noModelsTitle')} text={t('noModelsText')}>
          <Button component={Link} to="/train/new">
            {t('train')}
          </Button>
        </EmptyState>
      )}
      {models.data && model && Playground && (
        <Suspense fallback={<LoadingState />}>
          <Playground key={model.id} model={model} models={models.data} onChooseModel={choose} />
        </Suspense>
      )}
    </Stack>
  );
}
