import { Anchor, Group, Table, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { withProvider } from '../../../../shared/domain/engines/engine.ts';
import { MEASURE_NAMES } from '../../../../shared/domain/runs/metrics.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { chosenBy } from '../../../../shared/domain/runs/runSettings.ts';
import { useTaskFacts } from '../../../tasks/useTaskTexts.ts';
import { useFormat } from '../../../ui/format.ts';
import { useMeasureText } from '../../../ui/useMeasureText.ts';
import { useSettingText } from '../form/useSettingText.ts';
import { RunStateBadge } from '../RunStateBadge.tsx';
import classes from '../runs.module.css';
import { BestBadge } from './BestBadge.tsx';
import styles from './compare.module.css';
import { bestEvaluation, type ComparedRun, lossPerRow, tokensAt, type Verdict } from './comparison.ts';
import { appliesTo, differences, type Fact, isOfRecipe, isSetting, recipeFactOf } from './differences.ts';
import { RunSwatch } from './RunSwatch.tsx';

/** Results of the runs, and the settings in which they differ; a column for each run. */
export function CompareTable({ compared, verdict }: { compared: readonly ComparedRun[]; verdict: Verdict }) {
  const { t } = useTranslation('compare');
  const facts = differences(compared.map(({ run }) => run));
  const factText = useFactText();
  const factName = useFactName(compared);
  const results = useResults(verdict, compared);
  return (
    <Table.ScrollContainer minWidth={256 + 150 * compared.length} scrollAreaProps={{ tabIndex: 0 }}>
      <Table aria-label={t('table.label')} verticalSpacing="xs" className={styles.table} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="16rem">
              <VisuallyHidden>{t('table.fact')}</VisuallyHidden>
            </Table.Th>
            {compared.map(({ run }, place) => (
              <Table.Th key={run.id} scope="col">
                <RunSwatch place={place} />
                <Group gap="xs">
                  <Anchor component={Link} to={`/runs/${run.id}`} inherit className={classes.break}>
                    {run.name}
                  </Anchor>
                  {verdict.best === run.id && <BestBadge />}
                </Group>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <SectionRow title={t('table.results')} columns={compared.length} />
          {results.map(({ label, cell }) => (
            <Table.Tr key={label}>
              <Table.Th scope="row">{label}</Table.Th>
              {compared.map((one) => (
                <Table.Td key={one.run.id} className="tabular">
                  {cell(one)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
          <SectionRow title={t('table.differences')} columns={compared.length} />
          {facts.map((fact) => (
            <Table.Tr key={fact}>
              <Table.Th scope="row">{factName(fact)}</Table.Th>
              {compared.map(({ run }) => (
                <Table.Td key={run.id} className={classes.break}>
                  {factText(run, fact) ?? t('nothing')}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
          {facts.length === 0 && (
            <Table.Tr>
              <Table.Td colSpan={compared.length + 1}>
                <Text c="dimmed" size="sm">
                  {t('table.noDifferences')}
                </Text>
              </Table.Td>
            </Table.Tr>
          )}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function SectionRow({ title, columns }: { title: string; columns: number }) {
  return (
    <Table.Tr>
      <Table.Th scope="rowgroup" colSpan={columns + 1}>
        <Text c="dimmed" size="sm" fw={600}>
          {title}
        </Text>
      </Table.Th>
    </Table.Tr>
  );
}

interface Result {
  label: string;
  cell(compared: ComparedRun): ReactNode;
}

/** What came of the runs: always shown, whether it differs or not. */
function useResults({ basis }: Verdict, compared: readonly ComparedRun[]): Result[] {
  const measured = useMeasureText();
  const { t } = useTranslation('compare');
  const format = useFormat();
  const nothing = t('nothing');
  const best = (one: ComparedRun) => {
    const evaluation = bestEvaluation(one);
    return evaluation === null
      ? nothing
      : t('lossAtStep', { loss: format.loss(evaluation.validationLoss), step: format.integer(evaluation.step) });
  };
  const perRow = (one: ComparedRun) => {
    const evaluation = bestEvaluation(one);
    const loss = evaluation && lossPerRow(one.run, evaluation.validationLoss);
    return loss === null ? nothing : format.number(loss, 1);
  };
  return [
    { label: t('result.state'), cell: ({ run }) => <RunStateBadge state={run.state} /> },
    { label: t(compared.some(({ run }) => chosenBy(run)) ? 'result.kept' : 'result.best'), cell: best },
    ...(basis === 'row' ? [{ label: t('result.perRow'), cell: perRow }] : []),
    ...MEASURE_NAMES.filter((name) => compared.some(({ run }) => run.measures?.metrics[name])).map(
      (name): Result => ({
        label: measured.name(name),
        cell: ({ run }) => {
          const measure = run.measures?.metrics[name];
          if (!measure) return nothing;
          return (
            <>
              {measured.value(name, measure)}
              <Text size="xs" c="dimmed">
                {measured.interval(name, measure)}
              </Text>
            </>
          );
        },
      }),
    ),
    {
      label: t('result.trainingLoss'),
      cell: ({ run }) => (run.lastLoss === null ? nothing : format.loss(run.lastLoss)),
    },
    { label: t('result.steps'), cell: ({ run }) => format.integer(run.step) },
    { label: t('result.tokens'), cell: ({ run }) => format.compact(tokensAt(run, run.step)) },
    {
      label: t('result.speed'),
      cell: ({ run }) => (run.tokensPerSecond === null ? nothing : format.integer(run.tokensPerSecond)),
    },
    {
      label: t('result.time'),
      cell: ({ curve }) => {
        const elapsedMs = curve.elapsedMs.at(-1);
        return elapsedMs === undefined ? nothing : format.duration(elapsedMs);
      },
    },
  ];
}

function useFactName(compared: readonly ComparedRun[]): (fact: Fact) => string {
  const { t } = useTranslation(['compare', 'runs', 'bases']);
  const recipeFacts = useTaskFacts();
  const labels = new Map(
    compared.flatMap(({ run }) => recipeFacts(run.recipe)).map(({ name, label }) => [name, label]),
  );
  return (fact) => {
    if (isSetting(fact)) return fact;
    if (isOfRecipe(fact)) return labels.get(recipeFactOf(fact)) ?? fact;
    if (fact === 'engine' || fact === 'execution') return t(`fact.${fact}`);
    if (fact === 'base') return t('bases:startedFrom');
    return t(`runs:summary.${fact}`);
  };
}

/** A fact of a run as it is read; `null` where the run has none. */
function useFactText(): (run: Run, fact: Fact) => string | null {
  const { t } = useTranslation(['runs', 'common', 'compare', 'bases']);
  const format = useFormat();
  const settingText = useSettingText();
  const recipeFacts = useTaskFacts();
  return (run, fact) => {
    if (isSetting(fact)) return appliesTo(run, fact) ? settingText(run.settings, fact) : null;
    if (isOfRecipe(fact)) return recipeFacts(run.recipe).find(({ name }) => name === recipeFactOf(fact))?.text ?? null;
    const { budget, engine, execution } = run;
    switch (fact) {
      case 'dataset':
        return t('compare:datasetVersion', { name: run.datasetName, version: run.datasetVersion });
      case 'base':
        return run.model.base?.name ?? t('bases:start.nothing.title');
      case 'size':
        if (run.model.base) return null;
        return `${t(`size.${run.size}.title`)} · ${t('size.parameters', { parameters: format.compact(run.parameters) })}`;
      case 'budget':
        return budget.kind === 'minutes'
          ? t('summary.budgetMinutes', { count: budget.minutes, formatted: format.number(budget.minutes) })
          : t('summary.budgetSteps', { count: budget.steps, formatted: format.integer(budget.steps) });
      case 'engine':
        return engine
          ? `${withProvider(t(`common:engine.${engine.name}`), engine)} ${engine.version} · ${t(`common:device.${engine.device}`)} (${engine.deviceName})`
          : null;
      case 'execution':
        return execution ? `${t(`execution.${execution.mode}`)} · ${execution.precision}` : null;
      default:
        throw fact satisfies never;
    }
  };
}
