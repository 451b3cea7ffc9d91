import type { MeasuredText, MeasureRecord } from '../../../../shared/domain/models/measures.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { taskOf } from '../../../../shared/domain/tasks/index.ts';

export interface SharedText {
  row: number;
  /** `null` where the runs are given different things for it. */
  prompt: string | null;
  reference: string;
  /** Of each run, in their order. */
  outputs: string[];
}

const MOST = 8;

type Compared = Pick<Run, 'datasetId' | 'datasetVersion' | 'recipe'>;

/** Why texts of runs say nothing beside one another: they are of other data, or another text was learned. `null` where they do. */
export function textsBarrier(runs: readonly Compared[]): 'data' | 'output' | null {
  const differ = (of: (run: Compared) => unknown) => new Set(runs.map((run) => JSON.stringify(of(run)))).size > 1;
  if (differ(({ datasetId, datasetVersion }) => [datasetId, datasetVersion])) return 'data';
  return differ(({ recipe }) => taskOf(recipe).target(recipe)) ? 'output' : null;
}

/** Texts for rows that all runs were measured on: of the same version of the same data, held out by each of them, to be written by each. */
export function sharedTexts(
  measured: readonly { run: Compared; record: MeasureRecord | null }[],
  most = MOST,
): SharedText[] {
  const [first] = measured;
  if (!first?.record || textsBarrier(measured.map(({ run }) => run)) !== null) return [];
  const byRow = measured.map(({ record }) => {
    const texts = new Map<number, MeasuredText>();
    // A row may come again, with another text: the first one stands for it.
    for (const text of record?.written ?? []) if (!texts.has(text.row)) texts.set(text.row, text);
    return texts;
  });
  const shared: SharedText[] = [];
  for (const [row, { prompt, reference }] of byRow[0] ?? []) {
    const texts = byRow.flatMap((written) => written.get(row) ?? []);
    const isSamePrompt = texts.every((text) => text.prompt === prompt);
    const outputs = texts.map(({ output }) => output);
    if (outputs.length === measured.length) {
      shared.push({ row, prompt: isSamePrompt ? prompt : null, reference, outputs });
    }
    if (shared.length === most) break;
  }
  return shared;
}
