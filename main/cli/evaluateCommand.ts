import type { MeasureProgress, MeasureReport } from '../../shared/domain/models/measures.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { measureLines, togetherJson } from './measureLines.ts';
import { counted, type Output } from './output.ts';
import type { Session } from './session.ts';

export interface EvaluateOptions {
  model: string;
  texts?: number;
  seed?: number;
  field?: string[];
  temperature?: number;
  maxTokens?: number;
  mustContain?: string[];
  tries?: number;
}

/** Programs are told no oftener how far it is. */
const TOLD_EVERY_MS = 1000;

const WORK = {
  texts: 'writing',
  again: 'writing again what lacks something',
  bits: 'what held-out text costs',
} as const;

function progressLine({ stage = 'texts', done, total, attempt, remainingMs }: MeasureProgress): string {
  const work = attempt === undefined ? WORK[stage] : `${WORK[stage]}, try ${attempt}`;
  const left = typeof remainingMs !== 'number' ? '' : `, about ${Math.ceil(remainingMs / 1000)} s to go`;
  return `${work}: ${done} of ${counted(total, stage === 'bits' ? 'step' : 'text')}${left}`;
}

/** Measures a model at its own task, on rows that it never trained on. */
export async function evaluateCommand(
  { client, signal }: Session,
  output: Output,
  { model, texts, seed, field, temperature, maxTokens, mustContain, tries }: EvaluateOptions,
): Promise<void> {
  const request = {
    id: model,
    ...(texts !== undefined && { texts }),
    seed,
    fields: field,
    ...{ temperature, maxTokens },
    mustContain,
    tries,
  };
  let told = 0;
  for await (const event of client.models.evaluate(request, { signal })) {
    if (event.event === 'progress') {
      const { event: _, remainingMs, ...progress } = event;
      output.progress(progressLine(event));
      // A text may take a moment only.
      const isDue = performance.now() - told >= TOLD_EVERY_MS || (progress.done === 0 && told > 0);
      if (!isDue) continue;
      told = performance.now();
      output.event({ progress: { ...progress, remainingSeconds: remainingMs && Math.ceil(remainingMs / 1000) } });
    } else {
      const { written, otherwise: _, ...report } = event.record;
      return output.result(asJson(report, written), measureLines(report).join('\n'));
    }
  }
  throw new AppError('internal', { message: 'measuring ended without a result' });
}

/** `texts` are the texts themselves here, as their number is plain to see. */
const asJson = ({ texts: _, ...report }: MeasureReport, texts: readonly unknown[]) => ({
  ...report,
  ...(report.together && { together: togetherJson(report) }),
  texts,
});
