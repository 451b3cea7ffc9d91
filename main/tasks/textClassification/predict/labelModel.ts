import type { ExplainInput, Explanation } from '../../../../shared/domain/models/explanation.ts';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import type { EventOf, InputOf } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { readRecipe } from '../../../formats/huggingface/recipeFile.ts';
import { pauses } from '../../../ml/pauses.ts';
import { together } from '../../../ml/together.ts';
import { sourceText } from '../../answers/sourceText.ts';
import { measureProgress } from '../../measureProgress.ts';
import type { MeasureEvent, MeasureJob, OpenModel, RowMeter } from '../../task.ts';
import { explainText } from '../../texts/explainText.ts';
import type { TextScorer } from '../../texts/textScorer.ts';
import { readLabels } from '../labelsFile.ts';
import { softmax, tell } from '../measures/figures.ts';
import { labelReport, type ToldRow } from '../measures/labelReport.ts';
import { LabelRowMeter } from '../measures/labelRowMeter.ts';
import { measureLabels, rivalLabels } from '../measures/measureLabels.ts';
import { readRivals } from '../rivalsFile.ts';
import { readWordLogs, type WordLogs } from '../wordsFile.ts';

/** A model that tells labels: a network, or a baseline that was kept. */
export class LabelModel implements OpenModel<'text-classification'> {
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

  async *predict(
    { texts }: InputOf<'text-classification'>,
    signal: AbortSignal,
  ): AsyncGenerator<EventOf<'text-classification'>> {
    const file = await readRecipe(this.#folder);
    const pause = pauses(signal);
    for (const [index, source] of texts.entries()) {
      const text = sourceText(source, file?.recipe);
      const { scores, alone, tokens, cutTokens } = await this.#scorer.score(text, file?.promptLimit ?? null);
      const probabilities = softmax(scores);
      const labels = this.#labels.map((label, number) => ({ label, probability: probabilities[number] as number }));
      labels.sort((one, other) => other.probability - one.probability);
      const withWords = alone !== undefined && { withWords: true as const };
      yield { event: 'labels', index, text, labels, tokens, cutTokens, ...withWords };
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

  async rowMeter(columns: readonly string[]): Promise<RowMeter<'text-classification'> | null> {
    const { recipe } = (await readRecipe(this.#folder)) ?? {};
    const place = recipe?.kind === 'classify' ? columns.indexOf(recipe.output) : -1;
    return place < 0 ? null : new LabelRowMeter(place, this.#labels);
  }

  async *measure({ rows, seed, run }: MeasureJob, signal: AbortSignal): AsyncGenerator<MeasureEvent> {
    const file = await readRecipe(this.#folder);
    const trained = run === null ? [] : await readLabels(run).catch(() => []);
    const rivals = run === null ? new Map() : new Map(await readRivals(run).catch(() => []));
    // A baseline joins nobody.
    const logs = run === null || this.#rival !== null ? null : await this.#wordLogs(run, rivals);
    if (this.#rival !== null) rivals.delete(this.#rival);
    const pause = pauses(signal);
    const progress = measureProgress('texts', rows.length);
    const written: MeasuredText[] = [];
    // A label that the model never saw cannot be told, and counts as not told.
    const unknown = new Set(rows.map(({ reference }) => reference)).difference(new Set(this.#labels));
    const names = [...this.#labels, ...unknown];
    const told: ToldRow[] = [];
    const other: { used: boolean; told: ToldRow[]; written: MeasuredText[] } = { used: false, told: [], written: [] };
    for (const row of rows) {
      yield progress(written.length);
      const take = (said: ReturnType<typeof tell>, to: Pick<typeof other, 'told' | 'written'>) => {
        to.written.push({ ...row, output: names[said.predicted] ?? '', confidence: said.confidence });
        to.told.push({ ...said, label: names.indexOf(row.reference), row: row.row });
      };
      const { scores, alone } = await this.#scorer.score(row.prompt, file?.promptLimit ?? null);
      take(tell(scores), { told, written });
      other.used = alone !== undefined;
      const said = logs?.get(row.row);
      if (alone) take(tell(alone), other);
      else if (said) take(tell(together(scores, said)), other);
      await pause();
    }
    const isMeasured = other.told.length > 0 && other.told.length === told.length;
    const known = new Map(trained.map((one) => [one.label, one.trained]));
    const counts = names.map((label) => ({ trained: known.get(label) ?? 0 }));
    const said = rivalLabels(
      rivals,
      rows.map(({ row }) => row),
    );
    const measured = measureLabels(told, counts, seed, said, isMeasured ? other : null);
    if (!measured) throw new AppError('no_held_out_rows', { name: this.#folder });
    const labels = labelReport(told, names);
    const otherwise = { written: other.written, labels: labelReport(other.told, names) };
    const record = { ...measured, createdAt: new Date().toISOString(), written, labels };
    yield { event: 'done', record: { ...record, ...(isMeasured && { otherwise }) } };
  }

  /** What words said of held-out rows; `null` where that is not known. */
  async #wordLogs(run: string, rivals: Map<string, ReadonlyMap<number, number>>): Promise<WordLogs> {
    return await readWordLogs(run, rivals, this.#labels.length).catch(() => null);
  }

  dispose(): void {
    this.#scorer.dispose();
  }
}
