import type { MeasureReport } from '../../shared/domain/models/measures.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { measureLines } from './measureLines.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export interface EvaluateOptions {
  model: string;
  texts?: number;
  seed?: number;
  field?: string[];
  temperature?: number;
  mustContain?: string[];
  tries?: number;
}

/** Measures a model at its own task, on rows that it never trained on. */
export async function evaluateCommand(
  { client, signal }: Session,
  output: Output,
  { model, texts, seed, field, temperature, mustContain, tries }: EvaluateOptions,
): Promise<void> {
  const request = {
    id: model,
    ...(texts !== undefined && { texts }),
    seed,
    fields: field,
    temperature,
    mustContain,
    tries,
  };
  for await (const event of client.models.evaluate(request, { signal })) {
    if (event.event === 'progress') output.progress(`written: ${event.done} of ${event.total} texts`);
    else {
      const { written, ...report } = event.record;
      return output.result(asJson(report, written), measureLines(report).join('\n'));
    }
  }
  throw new AppError('internal', { message: 'measuring ended without a result' });
}

/** `texts` are the texts themselves here, as their number is plain to see. */
const asJson = ({ texts: _, ...report }: MeasureReport, texts: readonly unknown[]) => ({ ...report, texts });
