import { contextOf } from '../../../../shared/domain/architectures/index.ts';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import { type EventOf, givenRow, type InputOf } from '../../../../shared/domain/tasks/index.ts';
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
import { type Estimate, measureScores, rivalNumbers } from '../measures/measureScores.ts';
import { ScoreRowMeter } from '../measures/scoreRowMeter.ts';
import { written } from '../measures/written.ts';
import { readRivals } from '../rivalsFile.ts';
import { inUnit, type Scale } from '../scale.ts';

/** A model that estimates numbers. Each text is computed by itself, so that none is padded. */
export class ScoreModel implements OpenModel<'regression'> {
  readonly #model: StoredModel;
  readonly #scale: Scale;
  readonly #folder: string;
  readonly #frame: Frame;
  readonly #scores: TextScores;
  readonly #dispose: () => void;

  constructor(model: StoredModel, head: Head, scale: Scale, folder: string) {
    this.#model = model;
    this.#scale = scale;
    this.#folder = folder;
    this.#frame = frameOf(model.tokenizer);
    const loaded = loadScores(head, model);
    this.#scores = loaded.scores;
    this.#dispose = loaded.dispose;
  }

  async *predict({ texts }: InputOf<'regression'>, signal: AbortSignal): AsyncGenerator<EventOf<'regression'>> {
    const file = await readRecipe(this.#folder);
    const pause = pauses(signal);
    for (const [index, source] of texts.entries()) {
      const text = sourceText(source, file?.recipe);
      const { ids, cutTokens } = this.#encode(text, file);
      yield { event: 'score', index, text, value: await this.#valueOf(ids), tokens: ids.length, cutTokens };
      await pause();
    }
  }

  async rowMeter(columns: readonly string[]): Promise<RowMeter<'regression'> | null> {
    const { recipe } = (await readRecipe(this.#folder)) ?? {};
    if (recipe?.kind !== 'score' || !columns.includes(recipe.output)) return null;
    return new ScoreRowMeter((cells) => givenRow(recipe, (name) => cells[columns.indexOf(name)] ?? '').reference);
  }

  async *measure({ rows, seed, run }: MeasureJob, signal: AbortSignal): AsyncGenerator<MeasureEvent> {
    const file = await readRecipe(this.#folder);
    const rivals = run === null ? new Map() : await readRivals(run).catch(() => new Map());
    const pause = pauses(signal);
    const progress = measureProgress('texts', rows.length);
    const texts: MeasuredText[] = [];
    const estimates: Estimate[] = [];
    for (const row of rows) {
      yield progress(texts.length);
      const predicted = await this.#valueOf(this.#encode(row.prompt, file).ids);
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
    this.#dispose();
  }

  async #valueOf(ids: readonly number[]): Promise<number> {
    return inUnit(this.#scale, (await this.#scores(ids))[0] as number);
  }

  #encode(text: string, file: RecipeFile | null): { ids: number[]; cutTokens: number } {
    const { tokenizer, config } = this.#model;
    return framedText(text, tokenizer, this.#frame, file?.promptLimit ?? null, contextOf(config));
  }
}
