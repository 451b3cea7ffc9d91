import { Button, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconTable } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { toast } from 'sonner';
import { contextOf } from '../../../../shared/domain/architectures/index.ts';
import { SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import { freeName, runName } from '../../../../shared/domain/runs/names.ts';
import { RunShape } from '../../../../shared/domain/runs/preflight.ts';
import { recommend } from '../../../../shared/domain/runs/recommend.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { type SettingName, settingOf } from '../../../../shared/domain/runs/settings.ts';
import type { TrainingSettings } from '../../../../shared/domain/runs/training.ts';
import {
  definitionOfTask,
  isAccepted,
  type RecipeRequest,
  taskOf,
  withFindings,
  writesTexts,
} from '../../../../shared/domain/tasks/index.ts';
import { sampleTaskOf } from '../../../../shared/domain/tasks/sampleTask.ts';
import { type AppError, toAppError } from '../../../../shared/errors/errors.ts';
import type { PreflightRequest, StartRun } from '../../../../shared/ipc/contract.ts';
import { useBases } from '../../../api/bases.ts';
import { useDatasets, useEngineStatus, useRuns, useStudio } from '../../../api/index.ts';
import { TaskFields } from '../../../tasks/TaskFields.tsx';
import { toFidelityFields, toRequest } from '../../../tasks/taskDraft.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { SlowEngineNote } from '../../../ui/SlowEngineNote.tsx';
import classes from '../runs.module.css';
import { AdvancedSettings } from './AdvancedSettings.tsx';
import { JudgementCard, RecommendationCard } from './AdviceCard.tsx';
import { BudgetFields } from './BudgetFields.tsx';
import { toBudget } from './budgetDraft.ts';
import { DoctorHint } from './DoctorHint.tsx';
import { draftFromRun, newDraft } from './draftFromRun.ts';
import { EngineNote } from './EngineNote.tsx';
import { FindingAlerts } from './FindingAlerts.tsx';
import { PreflightCard } from './PreflightCard.tsx';
import { RecipePreview } from './RecipePreview.tsx';
import { SizeCards } from './SizeCards.tsx';
import { SplitFields } from './SplitFields.tsx';
import { StartFields, TuningFields } from './StartFields.tsx';
import {
  changedSettings,
  defaultsOf,
  invalidSettings,
  namesFor,
  restarted,
  settingsFor,
  tuningOf,
  withShape,
} from './settingsDraft.ts';
import { toSplit } from './splitDraft.ts';
import { type FormSection, sectionId, TrainBar } from './TrainBar.tsx';
import { byHand, followAdvice, isTaken, takeAll } from './takenAdvice.ts';
import { draftKey, keptSettings, readDraft, type TrainDraft, withUse, writeDraft } from './trainDraft.ts';
import { factsOf, useAdvice } from './useAdvice.ts';
import { usePreflight } from './usePreflight.ts';
import { useRecipeExamples } from './useRecipeExamples.ts';
import { useRecipeFindings } from './useRecipeFindings.ts';
import { useSplitPreview } from './useSplitPreview.ts';
import { useTrainDraft } from './useTrainDraft.ts';

/** Chooses a data set, and shows the form for it. */
export default function NewRunPage() {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const datasets = useDatasets();
  const [searchParams, setSearchParams] = useSearchParams();
  const runs = useRuns();
  const engine = useEngineStatus().data?.engine;
  const from = searchParams.get('from');
  const origin = runs.data?.find(({ id }) => id === from) ?? null;
  const wanted = searchParams.get('dataset') ?? origin?.datasetId;
  const dataset = datasets.data?.find((candidate) => candidate.id === wanted) ?? datasets.data?.[0];

  const task = searchParams.get('task');
  /** Another size than that of the run it begins with: what its end advised. */
  const size = SizeName.safeParse(searchParams.get('size')).data;
  /** The model that a link of the page of models says. */
  const base = searchParams.get('base');
  const originKey = origin ? [origin.id, ...(size ? [size] : [])].join('/') : base !== null ? `on/${base}` : task;
  /** What was answered for the first data set and fits the other one, which has no draft of its own, comes along. */
  const choose = (id: string) => {
    const other = datasets.data?.find((candidate) => candidate.id === id);
    const key = draftKey(id, originKey);
    const draft = dataset && other && readDraft(localStorage, draftKey(dataset.id, originKey), other.columns);
    if (other && draft && !readDraft(localStorage, key, other.columns)) {
      const known = factsOf(other, toRequest(draft.recipe), engine, runs.data);
      // What nobody has chosen is recommended anew for the other rows.
      writeDraft(localStorage, key, draft.followsAdvice ? { ...draft, ...takeAll(draft, recommend(known)) } : draft);
    }
    setSearchParams(
      { ...(from && { from }), ...(size && { size }), ...(task && { task }), ...(base && { base }), dataset: id },
      { replace: true },
    );
  };

  return (
    <Stack gap="lg">
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
            onChange={(id) => id && choose(id)}
          />
          <DoctorHint dataset={dataset} />
          <RunForm
            key={`${dataset.id}/${dataset.version}/${originKey}`}
            draftName={draftKey(dataset.id, originKey)}
            dataset={dataset}
            origin={origin}
            size={size}
            base={base}
            suggested={sampleTaskOf(task)?.recipe ?? dataset.suggestedRecipe}
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
  size: wantedSize,
  base: wantedBase,
  suggested,
  draftName,
}: {
  dataset: Dataset;
  origin: Run | null;
  /** Instead of the one of `origin`. */
  size: SizeName | undefined;
  /** Model to start from, unless the user says something else. */
  base: string | null;
  suggested: RecipeRequest | undefined;
  /** Under which the answers are kept. */
  draftName: string;
}) {
  const { t } = useTranslation(['runs', 'advice', 'bases']);
  const studio = useStudio();
  const navigate = useNavigate();
  const engine = useEngineStatus().data?.engine;
  const runs = useRuns().data;
  const begin = (): TrainDraft => {
    if (origin) {
      const name = t('new.copyName', { name: origin.name.slice(0, 190) });
      return {
        ...draftFromRun(origin, dataset.columns),
        ...(wantedSize && { size: wantedSize }),
        followsAdvice: false,
        name,
      };
    }
    const request = toRequest(newDraft(dataset.columns, suggested).recipe);
    const recommended = recommend(factsOf(dataset, request, engine, runs));
    const fresh = newDraft(dataset.columns, suggested, recommended);
    return { ...fresh, base: wantedBase, followsAdvice: wantedBase === null, name: '' };
  };
  const {
    draft,
    isChanged,
    change: answer,
    follow,
    startOver,
    forget,
  } = useTrainDraft(draftName, dataset.columns, begin);
  const change = (patch: Partial<TrainDraft>) => answer(byHand(draft, patch));
  const { recipe, size, budget, split, name } = draft;
  const settings = settingsFor(draft.settings, recipe.task);
  const begun = useMutation({
    mutationFn: async (request: StartRun) => {
      const { datasetId, recipe, base } = request;
      // Whoever is faster than the look at the rows gets the same run.
      const found = await studio.recipes.examine({ datasetId, recipe, base });
      return await studio.runs.start({ ...request, recipe: withFindings(recipe, found) });
    },
    onSuccess: (run) => {
      forget();
      navigate(`/runs/${run.id}`);
    },
  });

  const request = toRequest(recipe);
  const parsedBudget = toBudget(budget);
  const parsedSplit = toSplit(split, dataset.columns);
  const takesBase = definitionOfTask(recipe.task).takesBase;
  const bases = useBases().data;
  const startsFromBase = takesBase && draft.base !== null;
  const { freezes = false } = definitionOfTask(recipe.task);
  const base = (startsFromBase && bases?.find(({ id }) => id === draft.base)) || null;
  const mostTokens = base ? contextOf(base.config) : undefined;
  const start = { task: recipe.task, size, base };
  const defaults = defaultsOf(start, settings);
  const names = namesFor(start, settings);
  const effective = { ...defaults, ...changedSettings(settings, names) };
  const isFitted = base !== null && effective.tuning === 'frozen';
  const invalid = invalidSettings(settings, mostTokens).filter((name) => names.includes(name));
  const splitPreview = useSplitPreview(
    request && parsedSplit && { datasetId: dataset.id, recipe: request, split: parsedSplit, seed: effective.seed },
  );
  const splitWorks = parsedSplit !== null && !splitPreview.data?.problem;
  const shape = RunShape.parse({ size, ...effective });
  const { size: _, ...batch } = shape;
  const accepted = request !== null && isAccepted(request, dataset.columns);
  const findings = useRecipeFindings(accepted ? { datasetId: dataset.id, recipe: request, base: base?.id } : null);
  const canLearn = accepted && !findings?.refusal;
  const hasStart = !startsFromBase || base !== null;
  const { context_length, truncation_side, seed } = effective;
  const examples = useRecipeExamples(dataset.id, request, {
    ...{ size, base: base?.id, context_length, truncation_side, seed, split: parsedSplit },
  });
  const baseError = base && unusableBase(examples.tokens.error);
  const valid = canLearn && hasStart && !baseError && parsedBudget !== null && invalid.length === 0;
  const ready = valid && splitWorks;
  const preflight = usePreflight(
    ready
      ? {
          ...{ datasetId: dataset.id, size, task: taskOf(request).kind, base: base?.id },
          settings: { ...batch, ...costsOf(effective, names) },
        }
      : null,
  );
  const problem = preflight.data?.problem ?? null;
  const choice = valid && !startsFromBase ? { ...shape, budget: parsedBudget, truncation_side } : null;
  const advice = useAdvice({
    ...{ dataset, request, size, choice, findings },
    // Another tokenizer's lengths, and speeds of another model, say nothing of the sizes.
    tokens: (!startsFromBase && examples.tokens.isCurrent && examples.tokens.data) || null,
    cannotCount: examples.tokens.isError,
    preflight: startsFromBase ? undefined : preflight.data,
  });
  const { recommended } = advice;
  // Before the page is painted: what was not answered by anybody should not flicker.
  const followed = advice.isCounted && !startsFromBase ? followAdvice(draft, recommended) : null;
  useLayoutEffect(() => {
    if (followed) follow(followed);
  });
  const fault: FormSection | null = !canLearn
    ? 'recipe'
    : !hasStart || baseError
      ? 'start'
      : parsedBudget === null
        ? 'budget'
        : invalid.length > 0
          ? 'advanced'
          : !splitWorks
            ? 'split'
            : problem
              ? 'preflight'
              : null;
  const train = () => {
    if (!ready || problem || begun.isPending) return;
    begun.mutate({
      datasetId: dataset.id,
      recipe: request,
      split: parsedSplit,
      size,
      budget: parsedBudget,
      settings: changedSettings(settings, names),
      ...(base && { base: base.id }),
      ...toFidelityFields(recipe),
      ...(name.trim() === '' ? {} : { name: name.trim() }),
    });
  };
  useHotkeys([['mod+Enter', train]], [], true);
  const fromScratch = () => {
    const before = startOver();
    toast(t('advice:startedOver'), { action: { label: t('advice:restore'), onClick: () => answer(before) } });
  };

  return (
    <Stack gap="xl">
      {!startsFromBase && (
        <RecommendationCard
          advice={advice}
          task={recipe.task}
          isFollowed={isTaken(draft, recommended)}
          onUseAll={() => answer(takeAll(draft, recommended))}
        />
      )}
      <Section title={t('new.recipe')} section="recipe">
        <TaskFields
          columns={dataset.columns}
          draft={recipe}
          onChange={(changed) => change({ recipe: changed })}
          findings={findings}
          className={classes.card}
        />
        <FindingAlerts findings={findings} draft={recipe} onChange={(remedied) => change({ recipe: remedied })} />
        <RecipePreview
          request={request}
          found={examples}
          mostTokens={mostTokens}
          onUse={(changed) => change({ settings: { ...settings, ...changed } })}
        />
      </Section>
      {takesBase && (
        <Section title={t('bases:start.title')} section="start">
          <StartFields
            base={draft.base}
            bodies={definitionOfTask(recipe.task).bodies}
            onChange={(chosen) => {
              const isOther = (chosen === null) !== (draft.base === null);
              const patch = { base: chosen, followsAdvice: false };
              change(isOther ? { ...patch, settings: keptSettings(restarted(settings)) } : patch);
            }}
            onFrozen={
              freezes
                ? (chosen) => {
                    const frozen = { ...restarted(settings), tuning: 'frozen' as const };
                    change({ base: chosen, followsAdvice: false, settings: keptSettings(frozen) });
                  }
                : undefined
            }
          />
          {baseError && (
            <ErrorAlert
              title={t('bases:start.unusable')}
              error={baseError}
              onRetry={() => void examples.tokens.refetch()}
            />
          )}
          {base && (
            <TuningFields
              tuning={tuningOf(settings)}
              freezes={freezes}
              onChange={(tuning) => change({ settings: keptSettings({ ...settings, tuning }) })}
            />
          )}
        </Section>
      )}
      {!startsFromBase && (
        <Section title={t('new.size')} section="size">
          {draft.followsAdvice && size === recommended.size && (
            <Text size="sm" c="dimmed">
              {t('advice:preselected', { size: t(`size.${size}.title`) })}
            </Text>
          )}
          <SizeCards
            size={size}
            architecture={effective.architecture}
            recommended={recommended.size}
            writes={writesTexts(recipe.task)}
            contextLength={effective.context_length}
            onChange={(chosen) => change({ size: chosen })}
          />
        </Section>
      )}
      <Section title={t('new.budget')} section="budget">
        <BudgetFields
          draft={budget}
          onChange={(changed) => change({ budget: changed })}
          settings={effective}
          isPadded={!writesTexts(recipe.task)}
          isFitted={isFitted}
        />
        {advice.verdict && (
          <JudgementCard
            verdict={advice.verdict}
            isCounting={advice.isCounting}
            writes={writesTexts(recipe.task)}
            onUse={(chosen) => change(withUse(draft, chosen))}
          />
        )}
        {ready && (
          <PreflightCard
            preflight={preflight}
            shape={shape}
            budget={parsedBudget}
            isFitted={isFitted}
            isPadded={!writesTexts(recipe.task)}
            onUse={(offer) =>
              change({ size: offer.size, settings: keptSettings(withShape(settings, offer, defaults)) })
            }
          />
        )}
      </Section>
      <div id={sectionId('split')} tabIndex={-1}>
        <SplitFields
          columns={dataset.columns}
          draft={split}
          preview={splitPreview}
          onChange={(changed) => change({ split: changed })}
        />
      </div>
      <div id={sectionId('advanced')} tabIndex={-1}>
        <AdvancedSettings
          draft={settings}
          names={names.filter((name) => name !== 'tuning')}
          {...{ defaults, mostTokens, task: recipe.task }}
          onChange={(changed) => change({ settings: keptSettings(changed) })}
        />
      </div>
      <TextInput
        label={t('new.name')}
        placeholder={freeName(
          runName(dataset.name, base?.name ?? size),
          (runs ?? []).map((run) => run.name),
        )}
        maxLength={200}
        maw={480}
        value={name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <EngineNote />
      {begun.isError && <ErrorAlert title={t('new.cannotStart')} error={begun.error} />}
      <TrainBar
        {...{ fault, problem, isChanged }}
        plan={{ size, base, tuning: effective.tuning, preflight: preflight.data }}
        budget={parsedBudget}
        verdict={advice.verdict}
        pending={begun.isPending}
        onTrain={train}
        onStartOver={fromScratch}
      />
    </Stack>
  );
}

/** Why a run cannot start from a model whose files are not there, or are others than they were. */
function unusableBase(error: Error | null): AppError | null {
  const found = error && toAppError(error);
  return found?.code === 'base_missing' || found?.code === 'base_not_same' ? found : null;
}

/** Settings that change what a step takes, of those that say something of the run. */
const costsOf = (settings: TrainingSettings, names: readonly SettingName[]): PreflightRequest['settings'] =>
  Object.fromEntries(names.flatMap((name) => (settingOf(name).costs ? [[name, settings[name]]] : [])));

function Section({ title, section, children }: { title: string; section: FormSection; children: React.ReactNode }) {
  return (
    <Stack component="section" gap="md" id={sectionId(section)} tabIndex={-1}>
      <Title order={2} size="h3">
        {title}
      </Title>
      {children}
    </Stack>
  );
}
