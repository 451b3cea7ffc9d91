import { contextOf } from '../../../../shared/domain/architectures/index.ts';
import type { EventOf, InputOf } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { StoredModel } from '../../../formats/huggingface/modelFiles.ts';
import { readRecipe } from '../../../formats/huggingface/recipeFile.ts';
import type { SentenceFacts } from '../../../formats/huggingface/sentenceFiles.ts';
import { argmax } from '../../../ml/argmax.ts';
import { pauses } from '../../../ml/pauses.ts';
import type { ProgramMaker } from '../../../ml/program/program.ts';
import { compiledScores } from '../../../ml/train/scoresProgram.ts';
import type { Head } from '../../../ml/train/task.ts';
import { loadScores, type TextScores } from '../../../ml/train/textScores.ts';
import { sourceText } from '../../answers/sourceText.ts';
import { measureProgress } from '../../measureProgress.ts';
import type { MeasureEvent, MeasureJob, OpenModel } from '../../task.ts';
import { measureRanks, rivalRanks } from '../measures/measureRanks.ts';
import { candidatesOf, cosineOf, rankOf } from '../ranking.ts';
import { lookedThrough, readRivals } from '../rivalsFile.ts';

/** A model that makes vectors of texts. Each text is computed by itself, so that none is padded. */
export class PairModel implements OpenModel<'sentence-similarity'> {
  readonly #model: StoredModel;
  readonly #facts: SentenceFacts;
  readonly #folder: string;
  readonly #vectors: TextScores;
  readonly #dispose: () => void;
  /** Tokens that stand after every text. */
  readonly #after: readonly number[];

  /** @param makeProgram in fp32 */
  constructor(model: StoredModel, head: Head, facts: SentenceFacts, folder: string, makeProgram: ProgramMaker) {
    this.#model = model;
    this.#facts = facts;
    this.#folder = folder;
    this.#after = endOf(model.tokenizer.encode(''), model.tokenizer.encode('x'));
    const loaded = compiledScores(head, model, makeProgram) ?? loadScores(head, model);
    this.#vectors = loaded.scores;
    this.#dispose = loaded.dispose;
  }

  async *predict(
    { text: source, others }: InputOf<'sentence-similarity'>,
    signal: AbortSignal,
  ): AsyncGenerator<EventOf<'sentence-similarity'>> {
    const text = sourceText(source, (await readRecipe(this.#folder))?.recipe);
    const pause = pauses(signal);
    const own = await this.#vectorOf(this.#facts.prompts.query + text);
    const matches: EventOf<'sentence-similarity'>['matches'] = [];
    for (const [index, other] of others.entries()) {
      const vector = await this.#vectorOf(this.#facts.prompts.document + other);
      matches.push({ index, text: other, score: cosineOf(own, vector) });
      await pause();
    }
    matches.sort((one, other) => other.score - one.score);
    yield { event: 'similarities', text, matches };
  }

  async *measure({ rows, seed, run }: MeasureJob, signal: AbortSignal): AsyncGenerator<MeasureEvent> {
    // All that were looked through then are looked through now, whichever of them are asked about.
    const kept = run === null ? null : await lookedThrough(run);
    const rivals = kept && run !== null ? await readRivals(run) : new Map<string, ReadonlyMap<number, number>>();
    const { texts } = candidatesOf([...(kept ?? []), ...rows.map(({ reference }) => reference)]);
    const progress = measureProgress('texts', texts.length + rows.length);
    const pause = pauses(signal);
    let done = 0;
    const candidates: Float32Array[] = [];
    for (const text of texts) {
      yield progress(done++);
      candidates.push(await this.#vectorOf(this.#facts.prompts.document + text));
      await pause();
    }
    const ranks: number[] = [];
    const nearest: string[] = [];
    for (const { prompt, reference } of rows) {
      yield progress(done++);
      const vector = await this.#vectorOf(this.#facts.prompts.query + prompt);
      const scores = candidates.map((candidate) => cosineOf(vector, candidate));
      ranks.push(rankOf(scores, texts.indexOf(reference)));
      nearest.push(texts[argmax(scores)] as string);
      await pause();
    }
    const named = rivalRanks(
      rivals,
      rows.map(({ row }) => row),
    );
    const measured = measureRanks(ranks, seed, named);
    if (!measured) throw new AppError('no_held_out_rows', { name: this.#folder });
    const written = rows.map((row, place) => ({ ...row, output: nearest[place] as string }));
    yield { event: 'done', record: { ...measured, createdAt: new Date().toISOString(), written } };
  }

  dispose(): void {
    this.#dispose();
  }

  /** Of length 1. What there is no room for is left out at the end of the text. */
  async #vectorOf(text: string): Promise<Float32Array> {
    const ids = this.#model.tokenizer.encode(text);
    const room = Math.min(contextOf(this.#model.config), this.#facts.mostTokens ?? Number.POSITIVE_INFINITY);
    const kept = ids.length <= room ? ids : [...ids.slice(0, room - this.#after.length), ...this.#after];
    return await this.#vectors(kept.length > 0 ? kept : [0]);
  }
}

/** What an empty text and a short one end with alike. */
function endOf(nothing: readonly number[], something: readonly number[]): readonly number[] {
  let length = 0;
  while (length < nothing.length && nothing.at(-1 - length) === something.at(-1 - length)) length++;
  return length === 0 ? [] : nothing.slice(-length);
}
