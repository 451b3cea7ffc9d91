import { Anchor, Button, Group, Stack, Table, VisuallyHidden } from '@mantine/core';
import { IconBox, IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { useModels } from '../../api/index.ts';
import { useRecipeTexts } from '../../tasks/useTaskTexts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { MainMeasure } from '../../ui/MainMeasure.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { BasesSection } from './bases/BasesSection.tsx';
import { ModelMenu } from './ModelMenu.tsx';
import classes from './models.module.css';

export default function ModelsPage() {
  const { t } = useTranslation('models');
  const models = useModels();
  return (
    <Stack gap="lg">
      <PageHeader title={t('list.title')} subtitle={t('list.subtitle')} />
      {models.isPending && <LoadingState />}
      {models.isError && <ErrorAlert error={models.error} onRetry={() => void models.refetch()} />}
      {models.data?.length === 0 && (
        <EmptyState icon={<IconBox size={28} />} title={t('list.emptyTitle')} text={t('list.emptyText')}>
          <Button component={Link} to="/train/new">
            {t('list.train')}
          </Button>
        </EmptyState>
      )}
      {models.data !== undefined && models.data.length > 0 && <ModelTable models={models.data} />}
      <BasesSection />
    </Stack>
  );
}

function ModelTable({ models }: { models: readonly TrainedModel[] }) {
  const { t } = useTranslation(['models', 'measures']);
  return (
    <Table.ScrollContainer minWidth={800} scrollAreaProps={{ tabIndex: 0 }}>
      <Table aria-label={t('list.label')} highlightOnHover verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('list.name')}</Table.Th>
            <Table.Th>{t('list.recipe')}</Table.Th>
            <Table.Th>{t('list.dataset')}</Table.Th>
            <Table.Th className={classes.number}>{t('list.parameters')}</Table.Th>
            <Table.Th className={classes.number}>{t('list.validationLoss')}</Table.Th>
            <Table.Th className={classes.number}>{t('measures:table.measure')}</Table.Th>
            <Table.Th>{t('list.created')}</Table.Th>
            <Table.Th className="at-hand">
              <VisuallyHidden>{t('list.actions')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {models.map((model) => (
            <ModelRow key={model.id} model={model} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function ModelRow({ model }: { model: TrainedModel }) {
  const { t } = useTranslation('models');
  const common = useTranslation('common').t;
  const recipeTexts = useRecipeTexts();
  const format = useFormat();
  return (
    <Table.Tr>
      <Table.Td maw={280}>
        <Anchor component={Link} to={`/models/${model.id}`} className={classes.break}>
          {model.name}
        </Anchor>
      </Table.Td>
      <Table.Td>{recipeTexts(model.recipe.kind).title}</Table.Td>
      <Table.Td className={classes.break}>{model.datasetName}</Table.Td>
      <Table.Td className={classes.number}>{format.compact(model.parameters)}</Table.Td>
      <Table.Td className={classes.number}>
        {model.validationLoss === null ? common('notKnown') : format.loss(model.validationLoss)}
      </Table.Td>
      <Table.Td className={classes.number}>
        <MainMeasure report={model.measures} />
      </Table.Td>
      <Table.Td>
        <RelativeTime iso={model.createdAt} />
      </Table.Td>
      <Table.Td className="at-hand">
        <Group gap="xs" wrap="nowrap" justify="end">
          <Button
            component={Link}
            to={`/playground?model=${model.id}`}
            size="compact-md"
            variant="light"
            leftSection={<IconSparkles size={16} aria-hidden />}
            aria-label={t('list.tryNamed', { name: model.name })}
          >
            {t('list.try')}
          </Button>
          <ModelMenu model={model} />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
