import { Button, Select, Stack } from '@mantine/core';
import { IconBox } from '@tabler/icons-react';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { TASK_KINDS } from '../../../shared/domain/tasks/index.ts';
import { useBases } from '../../api/bases.ts';
import { useModels } from '../../api/index.ts';
import { viewOf, viewOfTask } from '../../tasks/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { relatedModel, tryModel, useRelatedStore } from '../../ui/related.ts';

/** Tries models of others as they are. */
const BasePlayground = TASK_KINDS.map((kind) => viewOfTask(kind).BasePlayground).find((view) => view !== undefined);

/** Chooses a model, and shows how its task is tried out. */
export default function PlaygroundPage() {
  const { t } = useTranslation('playground');
  const models = useModels();
  const bases = useBases().data ?? [];
  const [searchParams, setSearchParams] = useSearchParams();
  const wanted = searchParams.get('model');
  const [related] = useState(useRelatedStore.getState);
  // One of others that has a chat, where it is asked for or there is nothing else.
  const chats = BasePlayground ? bases.filter(({ chat }) => chat) : [];
  const asked = chats.find(({ id }) => id === searchParams.get('base'));
  const base = asked ?? (models.data?.length === 0 ? chats[0] : undefined);
  const model = base ? undefined : relatedModel(models.data ?? [], { ...related, wanted });
  const Playground = model && viewOf(model.recipe).Playground;
  const chosen = model?.id;
  useEffect(() => {
    if (chosen !== undefined) tryModel(chosen);
  }, [chosen]);
  const choose = (id: string) => setSearchParams({ model: id }, { replace: true });
  const ofBase = (id: string) => `base:${id}`;
  const chooseAny = (value: string) => {
    const found = chats.find(({ id }) => ofBase(id) === value);
    if (found) setSearchParams({ base: found.id }, { replace: true });
    else choose(value);
  };

  return (
    <Stack gap="lg">
      <PageHeader
        title={t('title')}
        subtitle={t('subtitle')}
        actions={
          models.data &&
          (model ?? base) && (
            <Select
              w="20rem"
              maw="100%"
              label={t('model')}
              placeholder={t('chooseModel')}
              searchable
              allowDeselect={false}
              data={[
                { group: t('chat.models'), items: models.data.map(({ id, name }) => ({ value: id, label: name })) },
                { group: t('chat.bases'), items: chats.map(({ id, name }) => ({ value: ofBase(id), label: name })) },
              ].filter(({ items }) => items.length > 0)}
              value={base ? ofBase(base.id) : (model?.id ?? null)}
              onChange={(value) => value && chooseAny(value)}
            />
          )
        }
      />
      {models.isPending && <LoadingState />}
      {models.isError && <ErrorAlert error={models.error} onRetry={() => void models.refetch()} />}
      {models.data && !model && !base && (
        <EmptyState icon={<IconBox size={28} />} title={t('noModelsTitle')} text={t('noModelsText')}>
          <Button component={Link} to="/train/new">
            {t('train')}
          </Button>
        </EmptyState>
      )}
      {base && BasePlayground && (
        <Suspense fallback={<LoadingState />}>
          <BasePlayground key={base.id} base={base} />
        </Suspense>
      )}
      {models.data && model && Playground && (
        <Suspense fallback={<LoadingState />}>
          <Playground key={model.id} model={model} models={models.data} onChooseModel={choose} />
        </Suspense>
      )}
    </Stack>
  );
}
