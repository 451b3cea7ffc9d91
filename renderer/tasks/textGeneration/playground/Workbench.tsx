import { Button, Group, MultiSelect, Stack, Switch, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconListNumbers, IconPlayerStop, IconSparkles } from '@tabler/icons-react';
import { useIsMutating } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import { type HistoryEntry, type PromptSource, USUAL_TRIES } from '../../../../shared/domain/models/generation.ts';
import { wantedFields } from '../../../../shared/domain/tasks/index.ts';
import { useBases } from '../../../api/bases.ts';
import classes from '../../../features/playground/playground.module.css';
import type { PlaygroundProps } from '../../task.ts';
import { isGenerating } from './generationReducer.ts';
import { HistoryPanel } from './HistoryPanel.tsx';
import { InputFields } from './InputFields.tsx';
import { ModeControl, modesOf } from './ModeControl.tsx';
import { NextWords } from './NextWords.tsx';
import { OutputPane } from './OutputPane.tsx';
import { ParameterPanel } from './ParameterPanel.tsx';
import { PromptEditor } from './PromptEditor.tsx';
import { toSettings } from './parameters.ts';
import { type FilledInputs, unfilled, usePlaygroundStore } from './playgroundStore.ts';
import { emptyInputs, FILL_FROM_ROW, promptOf, rawText, restoreInputs } from './rowInputs.ts';
import { nextSeed } from './seedLock.ts';
import { useBesideBase } from './useBesideBase.ts';
import { useGeneration } from './useGeneration.ts';
import { useJustEnded } from './useJustEnded.ts';
import { useNextWords } from './useNextWords.ts';

/** Prompt, parameters, result and history of one model. */
export function Workbench({ model, models, onChooseModel }: PlaygroundProps<'text-generation'>) {
  const { t } = useTranslation(['playground', 'bases']);
  const {
    mode,
    text,
    takenOver,
    filled: lastFilled,
    parameters,
    seedLocked,
    besideBase,
    mustContain: kept,
    set,
  } = usePlaygroundStore();
  const tuned = useGeneration();
  const { generation, generate } = tuned;
  const words = useNextWords(model.id);
  const listed = useBases().data;
  const isListed = model.base !== null && listed?.some(({ id }) => id === model.base?.id) === true;
  const withBase = isListed && besideBase;
  const beside = useBesideBase(withBase ? (model.base?.id ?? null) : null, generation);
  const { stop: stopBeside, clear: clearBeside } = beside;
  const stop = () => {
    stopBeside();
    tuned.stop();
  };
  const clear = () => {
    words.reset();
    clearBeside();
    tuned.clear();
  };
  const { recipe } = model;
  const withFields = recipe.kind === 'complete' && mode === 'inputs';
  const modes = modesOf(model, listed);
  const filled: FilledInputs | null =
    recipe.kind !== 'complete'
      ? null
      : lastFilled?.modelId === model.id
        ? lastFilled
        : unfilled(model.id, emptyInputs(recipe));

  const mustContain = kept?.modelId === model.id ? kept.fields : wantedFields(recipe);
  const running = isGenerating(generation) || isGenerating(beside.generation);
  const justEnded = useJustEnded(running);
  const settings = toSettings(parameters);
  const isFilling = useIsMutating({ mutationKey: FILL_FROM_ROW }) > 0;
  const prompt: PromptSource =
    withFields && filled ? { kind: 'inputs', inputs: filled.inputs } : { kind: 'text', text };
  const foresee = (from: PromptSource) => settings && words.mutate({ prompt: from, settings });
  const start = () => {
    if (running || isFilling || !settings) return;
    const seed = nextSeed(seedLocked, settings.seed, Math.random);
    if (seed !== settings.seed) set({ parameters: { ...parameters, seed } });
    words.reset();
    generate({ kind: 'model', id: model.id }, prompt, { ...settings, seed }, withFields ? mustContain : []);
    if (withBase) beside.follow({ ...settings, seed });
    else clearBeside();
  };
  useHotkeys([['mod+Enter', start]], [], true);
  useHotkeys([['Escape', stop, { preventDefault: false }]], [], true);

  const setMode = (wanted: typeof mode) => {
    if (wanted === mode) return;
    if (recipe.kind !== 'complete' || !filled || wanted === 'chat') return set({ mode: wanted });
    const built = promptOf(recipe, filled.inputs);
    set({ mode: wanted, ...(wanted === 'raw' && { text: rawText(text, takenOver, built), takenOver: built }) });
  };

  const restore = (entry: HistoryEntry) => {
    const target = models.find((candidate) => candidate.id === entry.modelId);
    const inputs = restoreInputs(target?.recipe, entry.inputs);
    clear();
    set({
      parameters: entry.settings,
      // Brought back to be repeated: the same text comes again until the lock is opened.
      seedLocked: true,
      ...(target && inputs
        ? { mode: 'inputs' as const, filled: unfilled(target.id, inputs) }
        : { mode: 'raw' as const, text: entry.prompt }),
    });
    if (target) {
      if (target.id !== model.id) onChooseModel(target.id);
      toast.success(t('history.restored'));
    } else toast(t('history.modelGone'));
  };

  return (
    <div className={classes.workbench}>
      <Stack gap="md" className={classes.prompt}>
        <ModeControl modes={modes} value={recipe.kind === 'complete' ? mode : 'raw'} onChange={setMode} />
        {withFields && filled ? (
          <InputFields
            model={model}
            recipe={recipe}
            filled={filled}
            onChange={(next) => {
              clear();
              set({ filled: next });
            }}
          />
        ) : (
          <PromptEditor
            value={text}
            onChange={(next) => {
              words.reset();
              set({ text: next });
            }}
          />
        )}
      </Stack>
      <Stack gap="md" className={classes.result}>
        <Group>
          {running ? (
            <Button variant="default" leftSection={<IconPlayerStop size={18} aria-hidden />} onClick={stop}>
              {t('stop')}
            </Button>
          ) : (
            <Button
              leftSection={<IconSparkles size={18} aria-hidden />}
              disabled={!settings || isFilling || justEnded}
              onClick={start}
            >
              {t('generate')}
            </Button>
          )}
          <Button
            variant="default"
            leftSection={<IconListNumbers size={18} aria-hidden />}
            disabled={running || isFilling || !settings}
            loading={words.isPending}
            onClick={() => foresee(prompt)}
          >
            {t('nextWords.ask')}
          </Button>
          <Text size="sm" c={settings ? 'dimmed' : 'red'}>
            {running ? t('stopHint') : settings ? t('generateHint') : t('parameters.invalid')}
          </Text>
        </Group>
        {withFields && recipe.kind === 'complete' && (
          <MultiSelect
            label={t('keeping.label')}
            description={t('keeping.hint', { tries: USUAL_TRIES })}
            data={recipe.inputs}
            value={[...mustContain]}
            onChange={(fields) => set({ mustContain: { modelId: model.id, fields } })}
            hidePickedOptions
            clearable
          />
        )}
        {model.base && (
          <Switch
            label={t('bases:beside.switch', { name: model.base.name })}
            description={listed && !isListed ? t('bases:beside.gone') : undefined}
            disabled={!isListed}
            checked={withBase}
            onChange={(event) => set({ besideBase: event.currentTarget.checked })}
          />
        )}
        {(words.data || words.error) && (
          <NextWords
            words={words.data ?? []}
            error={words.error}
            onChoose={
              withFields
                ? undefined
                : (word) => {
                    const longer = text + word;
                    set({ text: longer });
                    foresee({ kind: 'text', text: longer });
                  }
            }
          />
        )}
        <OutputPane
          generation={generation}
          beside={withBase && model.base ? { name: model.base.name, ...beside } : null}
          expected={withFields ? (filled?.expected ?? null) : null}
        />
      </Stack>
      <Stack gap="md" className={classes.side}>
        <ParameterPanel />
        <HistoryPanel model={model} onRestore={restore} />
      </Stack>
    </div>
  );
}
