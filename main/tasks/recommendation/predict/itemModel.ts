import * as tf from '@tensorflow/tfjs-core';
import { contextOf } from '../../../../shared/domain/architectures/index.ts';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import { historyOf, historyText } from '../../../../shared/domain/tasks/history.ts';
import type { EventOf, InputOf } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { StoredModel } from '../../../formats/huggingface/modelFiles.ts';
import { readRecipe } from '../../../formats/huggingface/recipeFile.ts';
import { outputOf } from '../../../ml/architectures/model.ts';
import { pauses } from '../../../ml/pauses.ts';
import type { Head } from '../../../ml/train/task.ts';
import { loadScores, type TextScores } from '../../../ml/train/textScores.ts';
import { sourceText } from '../../answers/sourceText.ts';
import { measureProgress } from '../../measureProgress.ts';
import type { MeasureEvent, MeasureJob, OpenModel } from '../../task.ts';
import { idsOf } from '../batches.ts';
import { FIRST_ITEM_ID } from '../corpus.ts';
import { measureRankings, rivalRankings } from '../measures/measureRankings.ts';
import { type Ranking, rankingOf, topOf } from '../ranking.ts';
import { readRivals } from '../rivalsFile.ts';

/** Items of a history that are told as reasons. */
const REASONS = 3;

/** A model that recommends items. */
export class ItemModel implements OpenModel<'recommendation'> {
  readonly #model: StoredModel;
  readonly #items: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #folder: string;
  readonly #scores: TextScores;
  /** What the model knows of each token, of length 1: `[V, D]`, row by row. */
  readonly #vectors: Float32Array;
  readonly #width: number;
  readonly #dispose: () => void;

  constructor(model: StoredModel, head: Head, items: readonly string[], folder: string) {
    this.#model = model;
    this.#items = items;
    this.#numbers = new Map(items.map((item, number) => [item, number]));
    this.#folder = folder;
    const loaded = loadScores(head, model);
    const output = outputOf(model.config, loaded.parameters);
    this.#width = output.shape[1] as number;
    this.#vectors = tf.tidy(() =>
      tf.div(output, tf.add(tf.norm(output, 2, 1, true), 1e-12)).dataSync(),
    ) as Float32Array;
    this.#scores = loaded.scores;
    this.#dispose = loaded.dispose;
  }

  async *predict({ texts }: InputOf<'recommendation'>, signal: AbortSignal): AsyncGenerator<EventOf<'recommendation'>> {
    const recipe = (await readRecipe(this.#folder))?.recipe;
    const pause = pauses(signal);
    for (const [index, source] of texts.entries()) {
      const { history, unknown } = this.#historyOf(sourceText(source, recipe));
      const scores = await this.#scoresAfter(history);
      const most = scores.reduce((best, score) => Math.max(best, score), Number.NEGATIVE_INFINITY);
      const sum = scores.reduce((total, score) => total + Math.exp(score - most), 0);
      const items = topOf(scores, new Set(history)).map((number) => ({
        item: this.#items[number] as string,
        probability: Math.exp((scores[number] as number) - most) / sum,
        because: this.#nearest(number, history),
      }));
      yield { event: 'items', index, items, unknown };
      await pause();
    }
  }

  async *measure({ rows, seed, run }: MeasureJob, signal: AbortSignal): AsyncGenerator<MeasureEvent> {
    const rivals = run === null ? new Map() : await readRivals(run).catch(() => new Map());
    const pause = pauses(signal);
    const progress = measureProgress('texts', rows.length);
    const written: MeasuredText[] = [];
    const rankings: Ranking[] = [];
    for (const row of rows) {
      yield progress(written.length);
      const { history } = this.#historyOf(row.prompt);
      const target = this.#numbers.get(row.reference);
      if (target === undefined) throw new AppError('no_held_out_rows', { name: this.#folder });
      const ranking = rankingOf(await this.#scoresAfter(history), history, target);
      rankings.push(ranking);
      written.push({ ...row, output: historyText(ranking.top.map((item) => this.#items[item] as string)) });
      await pause();
    }
    const said = rivalRankings(
      rivals,
      rows.map(({ row }) => row),
    );
    const measured = measureRankings(rankings, this.#items.length, seed, said);
    if (!measured) throw new AppError('no_held_out_rows', { name: this.#folder });
    yield { event: 'done', record: { ...measured, createdAt: new Date().toISOString(), written } };
  }

  dispose(): void {
    this.#dispose();
  }

  #historyOf(text: string): { history: number[]; unknown: string[] } {
    const names = historyOf(text);
    return {
      history: names.flatMap((name) => this.#numbers.get(name) ?? []),
      unknown: names.filter((name) => !this.#numbers.has(name)),
    };
  }

  /** Of all items; of a history that is longer than the context, after the newest ones. */
  async #scoresAfter(history: readonly number[]): Promise<Float32Array> {
    const scores = await this.#scores(idsOf(history).slice(-contextOf(this.#model.config)));
    return scores.subarray(FIRST_ITEM_ID, FIRST_ITEM_ID + this.#items.length);
  }

  #nearest(item: number, history: readonly number[]): { item: string; similarity: number }[] {
    return [...new Set(history)]
      .map((other) => ({ item: this.#items[other] as string, similarity: this.#cosine(item, other) }))
      .sort((one, other) => other.similarity - one.similarity)
      .slice(0, REASONS);
  }

  #cosine(one: number, other: number): number {
    const row = (item: number) => (FIRST_ITEM_ID + item) * this.#width;
    let sum = 0;
    for (let at = 0; at < this.#width; at++) {
      sum += (this.#vectors[row(one) + at] as number) * (this.#vectors[row(other) + at] as number);
    }
    return sum;
  }
}
