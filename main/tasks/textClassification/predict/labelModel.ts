import { contextOf } from '../../../../shared/domain/architectures/index.ts';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import type { EventOf, InputOf } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { StoredModel } from '../../../formats/huggingface/modelFiles.ts';
import { type RecipeFile, readRecipe } from '../../../formats/huggingface/recipeFile.ts';
import { pauses } from '../../../ml/pauses.ts';
import type { Head } from '../../../ml/train/task.ts';
import { loadScores, type TextScores } from '../../../ml/train/textScores.ts';
import { sourceText } from '../../answers/sourceText.ts';
import { measureProgress } from '../../measureProgress.ts';
import type { MeasureEvent, MeasureJob, OpenModel, RowMeter } from '../../task.ts';
import { type Frame, framedText, frameOf } from '../../texts/framed.ts';
import { readLabels } from '../labelsFile.ts';
import { softmax, tell } from '../measures/figures.ts';
import { labelReport, type ToldRow } from '../measures/labelReport.ts';
import { LabelRowMeter } from '../measures/labelRowMeter.ts';
import { measureLabels, rivalLabels } from '../measures/measureLabels.ts';
import { readRivals } from '../rivalsFile.ts';

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
    const loaded = loadScores(head, model);
    this.#scores = loaded.scores;
    this.#dispose = loaded.dispose;
  }

  async *predict(
    { texts }: InputOf<'text-classification'>,
    signal: AbortSignal,
  ): AsyncGenerator<EventOf<'text-classification'>> {
    const file = await readRecipe(this.#folder);
    const pause = pauses(signal);
    for (const [index, source] of texts.entries()) {
      const text = sourceText(source, file?.recipe);
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
    const known = new Map(trained.map((one) => [one.label, one.trained]));
    const counts = names.map((label) => ({ trained: known.get(label) ?? 0 }));
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

  #encode(text: string, file: RecipeFile | null): { ids: number[]; cutTokens: number } {
    const { tokenizer, config } = this.#model;
    return framedText(text, tokenizer, this.#frame, file?.promptLimit ?? null, contextOf(config));
  }
}
