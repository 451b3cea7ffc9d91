import type { HeldOutRow, MeasuredText, MeasureRecord, Measures } from '../../../../shared/domain/models/measures.ts';
import type { Sample } from '../../../../shared/domain/runs/run.ts';
import { historyText } from '../../../../shared/domain/tasks/history.ts';
import type { Batch, Gathering, TaskMeter } from '../../../ml/train/task.ts';
import { FIRST_ITEM_ID, type History } from '../corpus.ts';
import { type Ranking, rankingOf } from '../ranking.ts';
import type { RivalRankings } from '../rivalsFile.ts';
import { measureRankings, rivalRankings } from './measureRankings.ts';

/** Users of an evaluation that are shown. */
const SHOWN = 3;

/** What is recommended to each user that an evaluation came to, by its place among those whose last item is left out. */
interface Rankings extends Gathering {
  readonly rankings: Map<number, Ranking>;
}

export interface RankingMeterRequest {
  items: readonly string[];
  /** Ids in all, with what is no item. */
  vocabulary: number;
  /** Users whose last item is left out. */
  held: readonly History[];
  /** Their rows, with histories as texts, as many as are kept. */
  rows: readonly HeldOutRow[];
  rivals: RivalRankings;
  /** Of the intervals. */
  seed: number;
}

/** Ranks what an evaluation computes anyway. */
export class RankingMeter implements TaskMeter<Rankings> {
  readonly #request: RankingMeterRequest;
  readonly #places: ReadonlyMap<number, number>;

  constructor(request: RankingMeterRequest) {
    this.#request = request;
    this.#places = new Map(request.held.map(({ row }, place) => [row, place]));
  }

  gather(): Rankings {
    const rankings = new Map<number, Ranking>();
    const { items, vocabulary, held } = this.#request;
    return {
      rankings,
      onLosses({ start = 0 }: Batch, _, outputs) {
        const scores = outputs.get('scores') as Float32Array;
        for (let row = 0; row * vocabulary < scores.length && start + row < held.length; row++) {
          const first = row * vocabulary + FIRST_ITEM_ID;
          const own = (held[start + row] as History).items;
          const ofItems = scores.subarray(first, first + items.length);
          rankings.set(start + row, rankingOf(ofItems, own.subarray(0, -1), own.at(-1) as number));
        }
      },
    };
  }

  async alongTheWay(
    gathered: Rankings | undefined,
    withSamples: boolean,
  ): Promise<{ metrics: Measures; samples: Omit<Sample, 'step'>[] }> {
    const samples = withSamples ? this.#written(gathered).slice(0, SHOWN) : [];
    return {
      metrics: this.#measure(gathered, null)?.metrics ?? {},
      samples: samples.map(({ prompt, output }) => ({ prompt, text: output })),
    };
  }

  async atTheEnd(gathered: Rankings | undefined): Promise<MeasureRecord | null> {
    const measured = this.#measure(gathered, this.#request.rivals);
    return measured && { ...measured, createdAt: new Date().toISOString(), written: this.#written(gathered) };
  }

  /** @param rivals that are measured beside it; `null` for none, as their intervals take a while */
  #measure(gathered: Rankings | undefined, rivals: RivalRankings | null) {
    const { items, held, seed } = this.#request;
    const found = [...(gathered?.rankings ?? [])];
    const rows = found.map(([place]) => (held[place] as History).row);
    const rankings = found.map(([, ranking]) => ranking);
    return measureRankings(rankings, items.length, seed, rivals && rivalRankings(rivals, rows));
  }

  #written(gathered: Rankings | undefined): MeasuredText[] {
    return this.#request.rows.flatMap((row) => {
      const ranking = gathered?.rankings.get(this.#places.get(row.row) ?? -1);
      return ranking === undefined ? [] : [{ ...row, output: this.#textOf(ranking) }];
    });
  }

  #textOf({ top }: Ranking): string {
    return historyText(top.map((item) => this.#request.items[item] ?? ''));
  }
}
