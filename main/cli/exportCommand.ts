import { resolve } from 'node:path';
import { AppError } from '../../shared/errors/errors.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export async function exportCommand(
  { client, signal }: Session,
  output: Output,
  { model, format, out }: { model: string; format: 'hf'; out: string },
): Promise<void> {
  const target = { kind: 'path' as const, path: resolve(out) };
  for await (const event of client.models.export({ id: model, format, target }, { signal })) {
    if (event.event === 'progress') output.progress(`export: ${event.step}`);
    else {
      const { path, files, verified, maxDifference } = event;
      return output.result(
        { path, files, verified, maxDifference },
        `Exported to ${path} and loaded again: ${comparison(maxDifference)}.`,
      );
    }
  }
  throw new AppError('internal', { message: 'the export ended without a result' });
}

const comparison = (maxDifference: number): string =>
  maxDifference === 0
    ? 'its logits are identical'
    : `the largest difference of a logit is ${maxDifference.toExponential(1)}`;
