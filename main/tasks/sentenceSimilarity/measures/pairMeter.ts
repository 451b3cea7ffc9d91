import type { HeldOutRow, MeasuredText, MeasureRecord, Measures } from '../../../../shared/domain/models/measures.ts';
import type { Sample } from '../../../../shared/domain/runs/run.ts';
import { argmax } from '../../../ml/argmax.ts';
import type { Program } from '../../../ml/program/program.ts';
import { batchInputs, countTargets, methodFor, type TaskMeter } from '../../../ml/train/task.ts';
import type { PairBatch } from '../batches.ts';
import { candidatesOf, cosineOf, rankOf } from '../ranking.ts';
import { measureRanks, rivalRanks } from './measureRanks.ts';

/** Rows that are shown along the way. */
const SHOWN = 3;

export interface PairMeterRequest {
  /** Rows that are measured on: each has to find its own text among those of all. */
  rows: readonly HeldOutRow[];
  /** Their pairs, in the same order. */
  batches: readonly PairBatch[];
  /** By name and row, the rank that the own text has with a cheap model. */
  rivals: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** Told once of what the base can do before the first step; `null` where there is none, or that was told before. */
  onUntuned: ((ranks: ReadonlyMap<number, number>) => Promise<void>) | null;
  /** Of the intervals. */
  seed: number;
}

interface Found {
  ranks: readonly number[];
  /** Text that is nearest to each row's. */
  nearest: readonly string[];
}

/**
 * Ranks the texts of all rows that are measured on, each time: among a part of them the own one is found more easily. Takes a forward pass over
 * them, so that along the way it is done no more often than other tasks write texts.
 */
export class PairMeter implements TaskMeter {
  readonly #request: PairMeterRequest;
  readonly #program: Program;
  readonly #isPaused: () => boolean;
  readonly #rivals: Map<string, ReadonlyMap<number, number>>;
  #onUntuned: PairMeterRequest['onUntuned'];

  constructor(request: PairMeterRequest, program: Program, isPaused: () => boolean) {
    this.#request = request;
    this.#program = program;
    this.#isPaused = isPaused;
    this.#rivals = new Map(request.rivals);
    this.#onUntuned = request.onUntuned;
  }

  gather(): undefined {
    return undefined;
  }

  async alongTheWay(
    _: undefined,
    withSamples: boolean,
  ): Promise<{ metrics: Measures; samples: Omit<Sample, 'step'>[] }> {
    const found = withSamples ? await this.#find() : null;
    if (!found) return { metrics: {}, samples: [] };
    const { rows, seed } = this.#request;
    if (this.#onUntuned) {
      const ranks = new Map(rows.map(({ row }, place) => [row, found.ranks[place] as number]));
      this.#rivals.set('untuned', ranks);
      await this.#onUntuned(ranks);
      this.#onUntuned = null;
    }
    return {
      metrics: measureRanks(found.ranks, seed, null)?.metrics ?? {},
      samples: rows.slice(0, SHOWN).map(({ prompt }, place) => ({ prompt, text: found.nearest[place] as string })),
    };
  }

  async atTheEnd(): Promise<MeasureRecord | null> {
    const found = await this.#find();
    const { rows, seed } = this.#request;
    const named = rivalRanks(
      this.#rivals,
      rows.map(({ row }) => row),
    );
    const measured = found && measureRanks(found.ranks, seed, named);
    if (!found || !measured) return null;
    const written = rows.map((row, place): MeasuredText => ({ ...row, output: found.nearest[place] as string }));
    return { ...measured, createdAt: new Date().toISOString(), written };
  }

  /** `null` where somebody pauses, who does not wait for it. */
  async #find(): Promise<Found | null> {
    const { batches, rows } = this.#request;
    const [first, second]: Float32Array[][] = [[], []];
    for (const batch of batches) {
      if (this.#isPaused()) return null;
      const { vectors } = await this.#program.run(
        methodFor('evaluate', batch),
        batchInputs(batch, countTargets(batch)),
      );
      const width = (vectors as Float32Array).length / (2 * batch.weights.length);
      const at = (place: number) => (vectors as Float32Array).slice(place * width, (place + 1) * width);
      for (const [row, weight] of batch.weights.entries()) {
        if (weight === 0) continue;
        first?.push(at(row));
        second?.push(at(batch.weights.length + row));
      }
    }
    return rankedOf(rows, first ?? [], second ?? []);
  }
}

/** @param first vectors of the rows' first texts, and `second` of their second ones; of length 1 */
export function rankedOf(
  rows: readonly { reference: string }[],
  first: readonly Float32Array[],
  second: readonly Float32Array[],
): Found {
  const { texts, own } = candidatesOf(rows.map(({ reference }) => reference));
  const vectors = texts.map((_, candidate) => second[own.indexOf(candidate)] as Float32Array);
  const scores = first.map((vector) => Float64Array.from(vectors, (other) => cosineOf(vector, other)));
  return {
    ranks: scores.map((all, place) => rankOf(all, own[place] as number)),
    nearest: scores.map((all) => texts[argmax(all)] as string),
  };
}
