import type { ExplainInput, Explanation } from '../../../../shared/domain/models/explanation.ts';
import type { MeasuredText, Measures } from '../../../../shared/domain/models/measures.ts';
import { type EventOf, givenRow, type InputOf } from '../../../../shared/domain/tasks/index.ts';
import { readLabels, written } from '../../../../shared/domain/tasks/labelList.ts';
import { isTold, thresholdOf } from '../../../../shared/domain/tasks/thresholds.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { readRecipe } from '../../../formats/huggingface/recipeFile.ts';
import { readThresholds } from '../../../formats/thresholds.ts';
import { pauses } from '../../../ml/pauses.ts';
import { sourceText } from '../../answers/sourceText.ts';
import { measureProgress } from '../../measureProgress.ts';
import type { MeasureEvent, MeasureJob, OpenModel, RowMeter } from '../../task.ts';
import { explainText } from '../../texts/explainText.ts';
import type { TextScorer } from '../../texts/textScorer.ts';
import { readRunLabels } from '../labelsFile.ts';
import { type ToldLabels, tagFigures } from '../measures/figures.ts';
import { measureTags } from '../measures/measureTags.ts';
import { rivalTags, sigmoid, toldOf } from '../measures/tagMeter.ts';
import { type ScoredText, tagReport } from '../measures/tagReport.ts';
import { readRivals } from '../rivalsFile.ts';

type Task = 'multi-label-classification';

/** Of the intervals: the same rows have the same ones. */
const SEED = 1;

/** A model that tells which labels a text has: a network, or a baseline that was kept. */
export class TagModel implements OpenModel<Task> {
  readonly #scorer: TextScorer;
  readonly #labels: readonly string[];
  readonly #folder: string;
  readonly #rival: string | null;

  /** @param rival the baseline that it is itself, which it is not held against */
  constructor(scorer: TextScorer, labels: readonly string[], folder: string, rival: string | null = null) {
    this.#scorer = scorer;
    this.#labels = labels;
    this.#folder = folder;
    this.#rival = rival;
  }

  async *predict({ texts }: InputOf<Task>, signal: AbortSignal): AsyncGenerator<EventOf<Task>> {
    const file = await readRecipe(this.#folder);
    // Read each time: a model stays open, and its thresholds may be chosen again meanwhile.
    const thresholds = await readThresholds(this.#folder);
    const pause = pauses(signal);
    for (const [index, source] of texts.entries()) {
      const text = sourceText(source, file?.recipe);
      const { scores, tokens, cutTokens } = await this.#scorer.score(text, file?.promptLimit ?? null);
      const probabilities = sigmoid(scores);
      const labels = this.#labels.map((label, number) => ({
        label,
        probability: probabilities[number] as number,
        threshold: thresholdOf(thresholds, label),
      }));
      labels.sort((one, other) => other.probability - one.probability);
      yield { event: 'tags', index, text, labels, tokens, cutTokens };
      await pause();
    }
  }

  async explain({ source, label }: ExplainInput, signal: AbortSignal): Promise<Explanation> {
    const file = await readRecipe(this.#folder);
    const asked = { text: sourceText(source, file?.recipe), limit: file?.promptLimit ?? null };
    return explainText(
      this.#scorer,
      { ...asked, labels: this.#labels, label: label ?? null, inUnit: (score) => score },
      signal,
    );
  }

  async rowMeter(columns: readonly string[]): Promise<RowMeter<Task> | null> {
    const { recipe } = (await readRecipe(this.#folder)) ?? {};
    if (recipe?.kind !== 'tag' || ![recipe.output, ...recipe.others].every((name) => columns.includes(name)))
      return null;
    const numbers = new Map(this.#labels.map((label, number) => [label, number]));
    // A label that the model never saw cannot be told, and counts as not told.
    const numbersOf = (labels: readonly string[]) => labels.map((label) => numbers.get(label) ?? numbers.size);
    const texts: ToldLabels[] = [];
    return {
      take(cells, { labels }) {
        const reference = givenRow(recipe, (name) => cells[columns.indexOf(name)] ?? '').reference;
        if (reference === '') return;
        const told = labels.filter(isTold);
        texts.push({ own: numbersOf(readLabels(reference)), told: numbersOf(told.map(({ label }) => label)) });
      },
      measure(): { metrics: Measures; measured: number } {
        if (texts.length === 0) return { metrics: {}, measured: 0 };
        const { micro, macro, exact } = tagFigures(texts, numbers.size + 1, SEED);
        return { metrics: { micro_f1: micro, label_f1: macro, subset_accuracy: exact }, measured: texts.length };
      },
    };
  }

  async *measure({ rows, seed, run }: MeasureJob, signal: AbortSignal): AsyncGenerator<MeasureEvent> {
    const file = await readRecipe(this.#folder);
    const trained = run === null ? null : await readRunLabels(run).catch(() => null);
    const rivals = run === null ? new Map() : new Map(await readRivals(run).catch(() => []));
    if (this.#rival !== null) rivals.delete(this.#rival);
    const pause = pauses(signal);
    const progress = measureProgress('texts', rows.length);
    const texts: MeasuredText[] = [];
    // A label that the model never saw cannot be told, and counts as not told.
    const unknown = new Set(rows.flatMap(({ reference }) => readLabels(reference))).difference(new Set(this.#labels));
    const names = [...this.#labels, ...unknown];
    const numbers = new Map(names.map((label, number) => [label, number]));
    const scored: ScoredText[] = [];
    for (const row of rows) {
      yield progress(texts.length);
      const probabilities = sigmoid((await this.#scorer.score(row.prompt, file?.promptLimit ?? null)).scores);
      const own = readLabels(row.reference).map((label) => numbers.get(label) as number);
      scored.push({ row: row.row, own, probabilities });
      texts.push({ ...row, output: written(toldOf(probabilities).map((label) => names[label] ?? '')) });
      await pause();
    }
    const known = new Map(trained?.labels.map((one) => [one.label, one.trained]));
    const counts = { labels: names.map((label) => ({ trained: known.get(label) ?? 0 })), rows: trained?.rows ?? 0 };
    const told = scored.map(({ own, probabilities }) => ({ own, told: toldOf(probabilities) }));
    const said = rivalTags(
      rivals,
      rows.map(({ row }) => row),
    );
    const measured = measureTags(told, counts, seed, said);
    if (!measured) throw new AppError('no_held_out_rows', { name: this.#folder });
    const record = { ...measured, createdAt: new Date().toISOString(), written: texts, tags: tagReport(scored, names) };
    yield { event: 'done', record };
  }

  dispose(): void {
    this.#scorer.dispose();
  }
}
