import { Anchor, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { definitionOf, dimensions } from '../../../shared/domain/architectures/index.ts';
import { withProvider } from '../../../shared/domain/engines/engine.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { lossUnit } from '../../../shared/domain/tasks/index.ts';
import { useDatasets, useModel, useRuns } from '../../api/index.ts';
import { useEngineReasonText } from '../../i18n/engineReasons.ts';
import { useLanguage } from '../../i18n/index.ts';
import { useTaskFacts } from '../../tasks/useTaskTexts.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { lookAt } from '../../ui/related.ts';
import { useRivalWords } from '../../ui/useRivalText.ts';
import { useBaseFacts } from './bases/useBaseFacts.tsx';
import { ExportPanel } from './ExportPanel.tsx';
import { MeasurePanel } from './MeasurePanel.tsx';
import { ModelMenu } from './ModelMenu.tsx';
import classes from './models.module.css';
import { ServePanel } from './ServePanel.tsx';

export default function ModelPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('models');
  const navigate = useNavigate();
  const model = useModel(id);
  const datasetId = model.data?.datasetId ?? null;
  useEffect(() => lookAt(id, datasetId), [id, datasetId]);
  if (model.isPending) return <LoadingState />;
  if (model.isError) {
    return (
      <LoadFailed
        error={model.error}
        missing={{ title: t('missing.title'), text: t('missing.text') }}
        back={{ address: '/models', label: t('page.back') }}
        onRetry={() => void model.refetch()}
      />
    );
  }

  return (
    <Stack gap="lg">
      <PageHeader
        title={model.data.name}
        back={<BackLink to="/models">{t('page.back')}</BackLink>}
        actions={
          <Group gap="xs">
            <Button
              component={Link}
              to={`/playground?model=${id}`}
              leftSection={<IconSparkles size={18} aria-hidden />}
            >
              {t('page.try')}
            </Button>
            <ModelMenu model={model.data} onRemoved={() => navigate('/models')} />
          </Group>
        }
      />
      <MeasurePanel key={`measures ${id}`} model={model.data} />
      <ServePanel key={`serve ${id}`} model={model.data} />
      <ExportPanel key={id} model={model.data} />
      <ModelFacts model={model.data} />
    </Stack>
  );
}

function ModelFacts({ model }: { model: TrainedModel }) {
  const { t } = useTranslation('models');
  const common = useTranslation('common').t;
  const reasonText = useEngineReasonText();
  const format = useFormat();
  const language = useLanguage();
  const recipeFacts = useTaskFacts();
  const baseFacts = useBaseFacts();
  const datasets = useDatasets().data;
  const runs = useRuns().data;
  const rivalWords = useRivalWords();
  const { recipe, engine, config, baseline } = model;
  const shape = config && dimensions(config);
  const loss = (value: number | null) =>
    value === null
      ? common('notKnown')
      : t('page.lossUnit', { loss: format.loss(value), unit: lossUnit(recipe, language) });

  const facts: [string, ReactNode][] = [
    [t('page.parameters'), format.integer(model.parameters)],
    ...(baseline
      ? ([
          [t('page.baseline'), rivalWords(baseline.name).help ?? rivalWords(baseline.name).label],
          [t('page.features'), format.integer(baseline.features)],
        ] as [string, ReactNode][])
      : []),
    ...baseFacts(model),
    ...recipeFacts(recipe).map(({ label, text, form }): [string, ReactNode] => [
      label,
      form === 'template' ? <code key="template">{text}</code> : text,
    ]),
    [
      t('page.dataset'),
      datasets?.some((dataset) => dataset.id === model.datasetId) ? (
        <Anchor component={Link} to={`/datasets/${model.datasetId}`}>
          {model.datasetName}
        </Anchor>
      ) : (
        model.datasetName
      ),
    ],
    ...(baseline
      ? []
      : ([
          [t('page.steps'), format.integer(model.steps)],
          [t('page.loss'), loss(model.lastLoss)],
          [t('page.validationLoss'), loss(model.validationLoss)],
        ] as [string, ReactNode][])),
    ...(model.testLoss === null ? [] : [[t('page.testLoss'), loss(model.testLoss)] as [string, ReactNode]]),
    ...(engine
      ? ([
          [
            t('page.engine'),
            <>
              {t('page.engineText', {
                engine: withProvider(common(`engine.${engine.name}`), engine),
                version: engine.version,
                device: `${common(`device.${engine.device}`)} (${engine.deviceName})`,
              })}
              {engine.reason && (
                <Text size="sm" c="dimmed">
                  {t('page.engineReason', { reason: reasonText(engine.reason) })}
                </Text>
              )}
            </>,
          ],
        ] as [string, ReactNode][])
      : []),
    ...(config && shape
      ? ([
          [t('page.architecture'), definitionOf(config).name],
          [
            t('page.shape'),
            t('page.shapeText', {
              layers: shape.num_hidden_layers,
              width: shape.hidden_size,
              heads: shape.num_attention_heads,
            }),
          ],
          [t('page.vocabulary'), t('page.tokens', { tokens: format.integer(shape.vocab_size) })],
          [t('page.context'), t('page.tokens', { tokens: format.integer(shape.max_position_embeddings) })],
        ] as [string, ReactNode][])
      : []),
    [t('page.created'), format.dateTime(model.createdAt)],
    ...(runs?.some((run) => run.id === model.runId)
      ? [
          [
            t('page.run'),
            <Anchor key="run" component={Link} to={`/runs/${model.runId}`}>
              {t('page.openRun')}
            </Anchor>,
          ] as [string, ReactNode],
        ]
      : []),
  ];

  return (
    <Paper component="section" withBorder p="md" aria-labelledby="model-facts">
      <Title order={2} size="h3" id="model-facts" mb="xs">
        {t('page.facts')}
      </Title>
      <Table variant="vertical" layout="fixed">
        <Table.Tbody>
          {facts.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th w="35%">{label}</Table.Th>
              <Table.Td className={classes.break}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
