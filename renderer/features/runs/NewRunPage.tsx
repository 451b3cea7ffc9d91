import { Button, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconTable } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { Dataset } from '../../../shared/domain/dataset.ts';
import { RunShape, roughTokens } from '../../../shared/domain/preflight.ts';
import type { RecipeRequest } from '../../../shared/domain/recipe.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { taskOf } from '../../../shared/domain/sampleTask.ts';
import { defaultSettings } from '../../../shared/domain/training.ts';
import type { StartRun } from '../../../shared/ipc/contract.ts';
import { useDatasets, useRuns, useStudio } from '../../api/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SlowEngineNote } from '../../ui/SlowEngineNote.tsx';
import { AdvancedSettings } from './AdvancedSettings.tsx';
import { BudgetFields } from './BudgetFields.tsx';
import { toBudget } from './budgetDraft.ts';
import { DoctorHint } from './DoctorHint.tsx';
import { draftFromRun, newDraft } from './draftFromRun.ts';
import { EngineNote } from './EngineNote.tsx';
import { PreflightCard } from './PreflightCard.tsx';
import { RecipeFields } from './RecipeFields.tsx';
import { RecipePreview } from './RecipePreview.tsx';
import { isAccepted, learnedColumns, toFidelityFields, toRequest } from './recipeDraft.ts';
import classes from './runs.module.css';
import { SizeCards } from './SizeCards.tsx';
import { SplitFields } from './SplitFields.tsx';
import { changedSettings, invalidSettings, withShape } from './settingsDraft.ts';
import { toSplit } from './splitDraft.ts';
import { usePreflight } from './usePreflight.ts';
import { useSplitPreview } from './useSplitPreview.ts';

/** Chooses a data set, and shows the form for it. */
export default function NewRunPage() {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const datasets = useDatasets();
  const [searchParams, setSearchParams] = useSearchParams();
  const runs = useRuns();
  const from = searchParams.get('from');
  const origin = runs.data?.find(({ id }) => id === from) ?? null;
  const wanted = searchParams.get('dataset') ?? origin?.datasetId;
  const dataset = datasets.data?.find((candidate) => candidate.id === wanted) ?? datasets.data?.[0];

  return (
    <Stack gap="xl">
      <PageHeader title={t('new.title')} subtitle={t('new.subtitle')} />
      <SlowEngineNote />
      {(datasets.isPending || (from !== null && runs.isPending)) && <LoadingState />}
      {datasets.isError && <ErrorAlert error={datasets.error} onRetry={() => void datasets.refetch()} />}
      {datasets.data && !dataset && (
        <EmptyState icon={<IconTable size={28} />} title={t('new.noDatasetsTitle')} text={t('new.noDatasetsText')}>
          <Button component={Link} to="/datasets">
            {t('new.goDatasets')}
          </Button>
        </EmptyState>
      )}
      {datasets.data && dataset && (from === null || !runs.isPending) && (
        <>
          <Select
            label={t('new.dataset')}
            description={t('new.rows', { rows: format.integer(dataset.rows) })}
            inputWrapperOrder={['label', 'input', 'description']}
            maw={480}
            searchable
            allowDeselect={false}
            data={datasets.data.map(({ id, name }) => ({ value: id, label: name }))}
            value={dataset.id}
            onChange={(id) => id && setSearchParams({ ...(from && { from }), dataset: id }, { replace: true })}
          />
          <DoctorHint dataset={dataset} />
          <RunForm
            key={`${dataset.id}/${dataset.version}`}
            dataset={dataset}
            origin={origin}
            suggested={taskOf(searchParams.get('task'))?.recipe ?? dataset.suggestedRecipe}
          />
        </>
      )}
    </Stack>
  );
}

/** `origin`: the run whose answers the form begins with. */
function RunForm({
  dataset,
  origin,
  suggested,
}: {
  dataset: Dataset;
  origin: Run | null;
  suggested: RecipeRequest | undefined;
}) {
  const { t } = useTranslation('runs');
  const studio = useStudio();
  const navigate = useNavigate();
  const [initial] = useState(() =>
    origin ? draftFromRun(origin, dataset.columns) : newDraft(dataset.columns, suggested),
  );
  const [recipe, setRecipe] = useState(initial.recipe);
  const [size, setSize] = useState(initial.size);
  const [budget, setBudget] = useState(initial.budget);
  const [settings, setSettings] = useState(initial.settings);
  const [split, setSplit] = useState(initial.split);
  const [name, setName] = useState(origin ? t('new.copyName', { name: origin.name.slice(0, 190) }) : '');
  const start = useMutation({
    mutationFn: (request: StartRun) => studio.runs.start(request),
    onSuccess: (run) => navigate(`/runs/${run.id}`),
  });

  const request = toRequest(recipe);
  const parsedBudget = toBudget(budget);
  const parsedSplit = toSplit(split, dataset.columns);
  const effective = { ...defaultSettings(size), ...changedSettings(settings) };
  const splitPreview = useSplitPreview(
    request && parsedSplit && { datasetId: dataset.id, recipe: request, split: parsedSplit, seed: effective.seed },
  );
  const splitWorks = parsedSplit !== null && !splitPreview.data?.problem;
  const names = dataset.columns.map((column) => column.name);
  const answered =
    request !== null && isAccepted(request, names) && parsedBudget !== null && invalidSettings(settings).length === 0;
  const ready = answered && splitWorks;
  const shape = RunShape.parse({ size, ...effective });
  const { size: _, ...batch } = shape;
  const preflight = usePreflight(
    ready ? { datasetId: dataset.id, size, settings: { ...batch, precision: effective.precision } } : null,
  );
  const problem = preflight.data?.problem ?? null;
  const train = () => {
    if (!ready || problem || start.isPending) return;
    start.mutate({
      datasetId: dataset.id,
      recipe: request,
      split: parsedSplit,
      size,
      budget: parsedBudget,
      settings: changedSettings(settings),
      ...toFidelityFields(recipe),
      ...(name.trim() === '' ? {} : { name: name.trim() }),
    });
  };
  useHotkeys([['mod+Enter', train]], [], true);

  return (
    <Stack gap="xl">
      <Section title={t('new.recipe')}>
        <RecipeFields columns={dataset.columns} draft={recipe} onChange={setRecipe} />
        <RecipePreview
          datasetId={dataset.id}
          request={request}
          run={{
            size,
            context_length: effective.context_length,
            truncation_side: effective.truncation_side,
            seed: effective.seed,
            split: parsedSplit,
          }}
          onUse={(changed) => setSettings({ ...settings, ...changed })}
        />
      </Section>
      <Section title={t('new.size')}>
        <SizeCards size={size} onChange={setSize} />
      </Section>
      <Section title={t('new.budget')}>
        <BudgetFields draft={budget} onChange={setBudget} settings={effective} />
        {ready && (
          <PreflightCard
            preflight={preflight}
            shape={shape}
            budget={parsedBudget}
            tokens={roughTokens(dataset, learnedColumns(request))}
            onUse={(offer) => {
              setSize(offer.size);
              setSettings(withShape(settings, offer));
            }}
          />
        )}
      </Section>
      <SplitFields columns={dataset.columns} draft={split} preview={splitPreview} onChange={setSplit} />
      <AdvancedSettings draft={settings} size={size} onChange={setSettings} />
      <TextInput
        label={t('new.name')}
        placeholder={t('new.namePlaceholder', { dataset: dataset.name, size })}
        maxLength={200}
        maw={480}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <EngineNote />
      {start.isError && <ErrorAlert title={t('new.cannotStart')} error={start.error} />}
      <Group className={classes.footer}>
        <Button size="lg" disabled={!ready || problem !== null} loading={start.isPending} onClick={train}>
          {t('new.train')}
        </Button>
        <Text size="sm" c="dimmed">
          {problem
            ? t(`preflight.tooLittle.${problem}`)
            : t(ready ? 'new.trainHint' : answered ? 'split.fix' : 'new.fixFirst')}
        </Text>
      </Group>
    </Stack>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Stack component="section" gap="md">
      <Title order={2} size="h3">
        {title}
      </Title>
      {children}
    </Stack>
  );
}
