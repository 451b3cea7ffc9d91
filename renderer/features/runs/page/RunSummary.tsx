import { Anchor, Paper, Table, Text, Title } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BaseReference } from '../../../../shared/domain/models/base.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { settingNamesOf } from '../../../../shared/domain/runs/runSettings.ts';
import { taskOf } from '../../../../shared/domain/tasks/index.ts';
import { useDatasets } from '../../../api/index.ts';
import { useTaskFacts } from '../../../tasks/useTaskTexts.ts';
import { useFormat } from '../../../ui/format.ts';
import { useSettingText } from '../form/useSettingText.ts';
import classes from '../runs.module.css';
import { useContinuityFacts } from './useContinuityFacts.ts';

/** What the run was started with. */
export const RunSummary = memo(function RunSummary({ run }: { run: Run }) {
  const { t } = useTranslation(['runs', 'bases', 'conversations']);
  const format = useFormat();
  const datasets = useDatasets().data;
  const datasetGone = datasets !== undefined && !datasets.some((dataset) => dataset.id === run.datasetId);
  const continuity = useContinuityFacts(run);
  const settingText = useSettingText();
  const recipeFacts = useTaskFacts();
  const values = useTranslation('values').t;
  const { budget, prepared } = run;
  const { base } = run.model;
  const documents = (count: number, tokens: number) =>
    t('summary.documents', { count, formatted: format.integer(count), tokens: format.integer(tokens) });

  const facts: [string, ReactNode][] = [
    [
      t('summary.dataset'),
      datasetGone ? (
        t('summary.datasetGone', { name: run.datasetName })
      ) : (
        <Anchor component={Link} to={`/datasets/${run.datasetId}`}>
          {run.datasetName}
        </Anchor>
      ),
    ],
    ...(prepared
      ? ([
          [t('summary.learnedFrom'), documents(prepared.trainDocuments, prepared.trainTokens)],
          ...(prepared.leftOut === undefined
            ? []
            : [[t('summary.leftOut'), t('summary.leftOutRows', { rows: format.integer(prepared.leftOut) })] as const]),
          ...(prepared.conversations
            ? [
                [
                  t('conversations:summary.chatTemplate'),
                  t(`conversations:summary.chatTemplates.${prepared.conversations.template}`),
                ] as const,
              ]
            : []),
          ...(prepared.conversations?.cut
            ? [[t('conversations:summary.conversationsCut'), format.integer(prepared.conversations.cut)] as const]
            : []),
          ...(prepared.conversations?.leftOut.length
            ? [
                [
                  t('conversations:summary.conversationsLeftOut'),
                  prepared.conversations.leftOut
                    .map(({ reason, value, rows }) => {
                      const why = `${format.integer(rows)}: ${values(`conversationFlaw.${reason}`)}`;
                      return value === '' ? why : `${why} (${value.slice(0, 200)})`;
                    })
                    .join('; '),
                ] as const,
              ]
            : []),
          [t('summary.keptForValidation'), documents(prepared.validationDocuments, prepared.validationTokens)],
          ...(prepared.promptsTooLong === 0
            ? []
            : [
                [
                  t(taskOf(run.recipe).answers ? 'summary.promptsTooLong' : 'summary.textsTooLong'),
                  t(prepared.promptLimit === null ? 'summary.promptsWhole' : 'summary.promptsCut', {
                    rows: format.integer(prepared.promptsTooLong),
                    kept: format.integer(prepared.promptLimit ?? 0),
                  }),
                ] as const,
              ]),
        ] as [string, ReactNode][])
      : []),
    ...recipeFacts(run.recipe).map(({ label, text, form }): [string, ReactNode] => [
      label,
      form === 'template' ? <code key="template">{text}</code> : text,
    ]),
    ...(base
      ? ([
          [t('bases:startedFrom'), <BaseName key="base" base={base} />],
          [t('bases:tuning.title'), t(`bases:tuning.${run.settings.tuning}.title`)],
          [
            t('bases:trained.title'),
            run.trainableParameters === null
              ? t('tile.nothing')
              : t(`bases:trained.${run.settings.tuning}`, {
                  trained: format.compact(run.trainableParameters),
                  all: format.compact(run.parameters),
                }),
          ],
        ] as [string, ReactNode][])
      : ([
          [
            t('summary.size'),
            `${t(`size.${run.size}.title`)} · ${t('size.parameters', { parameters: format.compact(run.parameters) })}`,
          ],
        ] as [string, ReactNode][])),
    [
      t('summary.budget'),
      budget.kind === 'minutes'
        ? t('summary.budgetMinutes', { count: budget.minutes, formatted: format.number(budget.minutes) })
        : t('summary.budgetSteps', { count: budget.steps, formatted: format.integer(budget.steps) }),
    ],
    ...continuity,
    ...settingNamesOf(run)
      .filter((name) => name !== 'tuning')
      .map((name): [string, ReactNode] => [name, settingText(run.settings, name)]),
    [t('summary.created'), format.dateTime(run.createdAt)],
  ];

  return (
    <Paper component="section" withBorder p="md" aria-labelledby="run-summary">
      <Title order={2} size="h3" id="run-summary" mb="xs">
        {t('summary.title')}
      </Title>
      <Table variant="vertical" layout="fixed">
        <Table.Tbody>
          {facts.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th w="45%">{label}</Table.Th>
              <Table.Td className={classes.break}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
});

/** With the place where it lay: another model may have its name. */
function BaseName({ base: { name, path } }: { base: BaseReference }) {
  return (
    <>
      {name}
      <Text size="xs" c="dimmed">
        {path}
      </Text>
    </>
  );
}
