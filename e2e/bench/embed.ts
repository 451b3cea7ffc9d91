import { availableParallelism, loadavg } from 'node:os';
import { CASES, type CaseOutput } from './contract.ts';
import type { RunCase } from './isolated.ts';
import type { EmbedOptions } from './options.ts';
import { findPython, runReference } from './python.ts';
import { alternate, type Contender, type Standing } from './rounds.ts';

export interface EmbedRow extends CaseOutput<'embed'> {
  /** What the rounds are compared by: texts, not tokens. */
  tokens_per_s: number;
  /** Processor load of the last minute when it was measured. */
  load: number;
}

/** Makes vectors beside sentence-transformers (`KINDLING_PYTHON`), in turns. */
export async function measureEmbed(
  run: RunCase,
  { model, texts, rounds }: Omit<EmbedOptions, 'json'>,
  note: (text: string) => void,
): Promise<Standing<EmbedRow>[]> {
  const contender = (engine: string, measure: () => Promise<CaseOutput<'embed'>>): Contender<EmbedRow> => ({
    label: { engine, size: 'embed', mode: 'fp32' },
    async measure() {
      const row = await measure();
      return { ...row, tokens_per_s: row.texts_per_s, load: Math.round((loadavg()[0] ?? 0) * 10) / 10 };
    },
  });
  const ours = [contender('kindling', () => run('embed', { model, texts }))];
  const python = await findPython();
  if ('missing' in python) note('sentence-transformers is left out: see KINDLING_PYTHON');
  const options = { model, texts, threads: availableParallelism() };
  const theirs =
    'missing' in python
      ? []
      : [
          contender('sentence-transformers', () =>
            runReference(python, 'embed_reference.py', options, CASES.embed.output),
          ),
        ];
  return await alternate(ours, theirs, rounds, note);
}
