import type { MeasuredText, MeasureRecord } from '../../../../shared/domain/measures.ts';
import type { Run } from '../../../../shared/domain/run.ts';

export interface SharedText {
  row: number;
  prompt: string;
  reference: string;
  /** Of each run, in their order. */
  outputs: string[];
}

const MOST = 8;

/** Texts for rows that all runs were measured on: the same version of the same data, and held out by each of them. */
export function sharedTexts(
  measured: readonly { run: Pick<Run, 'datasetId' | 'datasetVersion'>; record: MeasureRecord | null }[],
  most = MOST,
): SharedText[] {
  const [first] = measured;
  const isSame = measured.every(
    ({ run }) => run.datasetId === first?.run.datasetId && run.datasetVersion === first.run.datasetVersion,
  );
  if (!first?.record || !isSame) return [];
  const byRow = measured.map(({ record }) => {
    const texts = new Map<number, MeasuredText>();
    // A row may come again, with another text: the first one stands for it.
    for (const text of record?.written ?? []) if (!texts.has(text.row)) texts.set(text.row, text);
    return texts;
  });
  const shared: SharedText[] = [];
  for (const [row, { prompt, reference }] of byRow[0] ?? []) {
    const outputs = byRow.flatMap((texts) => texts.get(row)?.output ?? []);
    if (outputs.length === measured.length) shared.push({ row, prompt, reference, outputs });
    if (shared.length === most) break;
  }
  return shared;
}
