import type { ExplainInput, Explanation } from '../../../../shared/domain/models/explanation.ts';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import { type EventOf, givenRow, type InputOf } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { readRecipe } from '../../../formats/huggingface/recipeFile.ts';
import { pauses } from '../../../ml/pauses.ts';
import { sourceText } from '../../answers/sourceText.ts';
import { measureProgress } from '../../measureProgress.ts';
import type { MeasureEvent, MeasureJob, OpenModel, RowMeter } from '../../task.ts';
import { explainText } from '../../texts/explainText.ts';
import type { ScoredText, TextScorer } from '../../texts/textScorer.ts';
import { type Estimate, measureScores, rivalNumbers } from '../measures/measureScores.ts';
import { ScoreRowMeter } from '../measures/scoreRowMeter.ts';
import { written } from '../measures/written.ts';
import { readRivals } from '../rivalsFile.ts';
import { inUnit, type Scale } from '../scale.ts';

/** A model that estimates numbers: a network, or a baseline that was kept. */
export class ScoreModel implements OpenModel<'regression'> {
  readonly #scorer: TextScorer;
  readonly #scale: Scale;
  readonly #folder: string;
  readonly #rival: string | null;

  /** @param rival the baseline that it is itself, which it is not held against */
  constructor(scorer: TextScorer, scale: Scale, folder: string, rival: string | null = null) {
    this.#scorer = scorer;
    this.#scale = scale;
    this.#folder = folder;
    this.#rival = rival;
  }

  async *predict({ texts }: InputOf<'regression'>, signal: AbortSignal): AsyncGenerator<EventOf<'regression'>> {
    const file = await readRecipe(this.#folder);
    const pause = pauses(signal);
    for (const [index, source] of texts.entries()) {
      const text = sourceText(source, file?.recipe);
      const { scores, tokens, cutTokens } = await this.#scorer.score(text, file?.promptLimit ?? null);
      yield { event: 'score', index, text, value: this.#valueOf({ scores }), tokens, cutTokens };
      await pause();
    }
  }

  async explain({ source }: ExplainInput, signal: AbortSignal): Promise<Explanation> {
    const file = await readRecipe(this.#folder);
    const asked = { text: sourceText(source, file?.recipe), limit: file?.promptLimit ?? null };
    const inOwnUnit = (score: number) => inUnit(this.#scale, score);
    return explainText(this.#scorer, { ...asked, labels: null, label: null, inUnit: inOwnUnit }, signal);
  }

  async rowMeter(columns: readonly string[]): Promise<RowMeter<'regression'> | null> {
    const { recipe } = (await readRecipe(this.#folder)) ?? {};
    if (recipe?.kind !== 'score' || !columns.includes(recipe.output)) return null;
    return new ScoreRowMeter((cells) => givenRow(recipe, (name) => cells[columns.indexOf(name)] ?? '').reference);
  }

  async *measure({ rows, seed, run }: MeasureJob, signal: AbortSignal): AsyncGenerator<MeasureEvent> {
    const file = await readRecipe(this.#folder);
    const rivals = run === null ? new Map() : new Map(await readRivals(run).catch(() => []));
    if (this.#rival !== null) rivals.delete(this.#rival);
    const pause = pauses(signal);
    const progress = measureProgress('texts', rows.length);
    const texts: MeasuredText[] = [];
    const estimates: Estimate[] = [];
    for (const row of rows) {
      yield progress(texts.length);
      const predicted = this.#valueOf(await this.#scorer.score(row.prompt, file?.promptLimit ?? null));
      texts.push(written(row, predicted));
      estimates.push({ number: Number(row.reference), predicted });
      await pause();
    }
    const said = rivalNumbers(
      rivals,
      rows.map(({ row }) => row),
    );
    const measured = measureScores(estimates, seed, said);
    if (!measured) throw new AppError('no_held_out_rows', { name: this.#folder });
    yield { event: 'done', record: { ...measured, createdAt: new Date().toISOString(), written: texts } };
  }

  dispose(): void {
    this.#scorer.dispose();
  }

  #valueOf({ scores }: Pick<ScoredText, 'scores'>): number {
    return inUnit(this.#scale, scores[0] as number);
  }
}
