import * as tf from '@tensorflow/tfjs-core';
import { contextOf } from '../../../../shared/domain/architectures/index.ts';
import type { TextSource } from '../../../../shared/domain/models/generation.ts';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import { type EventOf, type InputOf, taskOf } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { StoredModel } from '../../../formats/huggingface/modelFiles.ts';
import { type RecipeFile, readRecipe } from '../../../formats/huggingface/recipeFile.ts';
import { disposeTables, tablesOf } from '../../../ml/architectures/model.ts';
import { toParameters } from '../../../ml/architectures/parameters.ts';
import type { Head } from '../../../ml/train/task.ts';
import { type TextScores, textScores } from '../../../ml/train/textScores.ts';
import { measureProgress } from '../../measureProgress.ts';
import type { MeasureEvent, MeasureJob, OpenModel, RowMeter } from '../../task.ts';
import { type Frame, framed, frameOf, unframed } from '../framed.ts';
import { readLabels } from '../labelsFile.ts';
import { softmax, tell } from '../measures/figures.ts';
import { labelReport, type ToldRow } from '../measures/labelReport.ts';
import { LabelRowMeter } from '../measures/labelRowMeter.ts';
import { measureLabels, rivalLabels } from '../measures/measureLabels.ts';
import { readRivals } from '../rivalsFile.ts';

/** How long messages may have to wait while texts are labelled. */
const PAUSE_AFTER_MS = 16;

/** A model that tells labels. Each text is computed by itself, so that none is padded. */
export class LabelModel implements OpenModel<'text-classification'> {
  readonly #model: StoredModel;
  readonly #labels: readonly string[];
  readonly #folder: string;
  readonly #frame: Frame;
  readonly #scores: TextScores;
  readonly #dispose: () => void;

  constructor(model: StoredModel, head: Head, labels: readonly string[], folder: string) {
    this.#model = model;
    this.#labels = labels;
    this.#folder = folder;
    this.#frame = frameOf(model.tokenizer);
    const [parameters, tables] = [toParameters(model.weights), tablesOf(model.config)];
    this.#scores = textScores(head, model.config, parameters, tables);
    this.#dispose = () => {
      tf.dispose([...parameters.values()]);
      disposeTables(tables);
    };
  }

  async *predict(
    { texts }: InputOf<'text-classification'>,
    signal: AbortSignal,
  ): AsyncGenerator<EventOf<'text-classification'>> {
    const file = await readRecipe(this.#folder);
    const pause = pauses(signal);
    for (const [index, source] of texts.entries()) {
      const text = textOf(source, file);
      const { ids, cutTokens } = this.#encode(text, file);
      const probabilities = softmax(await this.#scores(ids));
      const labels = this.#labels.map((label, number) => ({ label, probability: probabilities[number] as number }));
      labels.sort((one, other) => other.probability - one.probability);
      yield { event: 'labels', index, text, labels, tokens: ids.length, cutTokens };
      await pause();
    }
  }

  async rowMeter(columns: readonly string[]): Promise<RowMeter<'text-classification'> | null> {
    const { recipe } = (await readRecipe(this.#folder)) ?? {};
    const place = recipe?.kind === 'classify' ? columns.indexOf(recipe.output) : -1;
    return place < 0 ? null : new LabelRowMeter(place, this.#labels);
  }

  async *measure({ rows, seed, run }: MeasureJob, signal: AbortSignal): AsyncGenerator<MeasureEvent> {
    const file = await readRecipe(this.#folder);
    const trained = run === null ? [] : await readLabels(run).catch(() => []);
    const rivals = run === null ? new Map() : await readRivals(run).catch(() => new Map());
    const pause = pauses(signal);
    const progress = measureProgress('texts', rows.length);
    const written: MeasuredText[] = [];
    // A label that the model never saw cannot be told, and counts as not told.
    const unknown = new Set(rows.map(({ reference }) => reference)).difference(new Set(this.#labels));
    const names = [...this.#labels, ...unknown];
    const told: ToldRow[] = [];
    for (const row of rows) {
      yield progress(written.length);
      const one = tell(await this.#scores(this.#encode(row.prompt, file).ids));
      written.push({ ...row, output: names[one.predicted] ?? '', confidence: one.confidence });
      told.push({ ...one, label: names.indexOf(row.reference), row: row.row });
      await pause();
    }
    const counts = names.map((label) => ({ trained: trained.find((one) => one.label === label)?.trained ?? 0 }));
    const said = rivalLabels(
      rivals,
      rows.map(({ row }) => row),
    );
    const measured = measureLabels(told, counts, seed, said);
    if (!measured) throw new AppError('no_held_out_rows', { name: this.#folder });
    const labels = labelReport(told, names);
    yield { event: 'done', record: { ...measured, createdAt: new Date().toISOString(), written, labels } };
  }

  dispose(): void {
    this.#dispose();
  }

  /** As in training: what the context has no room for is left out at the end, or at the beginning. */
  #encode(text: string, file: RecipeFile | null): { ids: number[]; cutTokens: number } {
    const whole = this.#model.tokenizer.encode(text);
    const limit = file?.promptLimit ?? null;
    const room = Math.min(limit ?? Number.POSITIVE_INFINITY, contextOf(this.#model.config));
    const ids = framed(unframed(whole, this.#frame), this.#frame, room, limit !== null);
    return { ids, cutTokens: Math.max(0, whole.length - ids.length) };
  }
}

/** @throws AppError `model_has_no_inputs` where no recipe lies in the model's folder, `prompt_inputs_missing`, `column_unknown` */
function textOf(source: TextSource, file: RecipeFile | null): string {
  if (source.kind === 'text') return source.text;
  if (file === null) throw new AppError('model_has_no_inputs');
  return taskOf(file.recipe).prompt(file.recipe, source.inputs);
}

/** Lets messages in now and then: a compiled engine never waits. */
function pauses(signal: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last > PAUSE_AFTER_MS) {
      await new Promise((resolve) => setTimeout(resolve));
      last = performance.now();
    }
    signal.throwIfAborted();
  };
}
