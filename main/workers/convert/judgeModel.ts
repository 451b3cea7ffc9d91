import type { z } from 'zod';
import { AppError } from '../../../shared/errors/errors.ts';
import { judgeConfig } from '../../formats/judgeConfig.ts';
import { GGUF_ARCHITECTURES } from '../../ml/architectures/index.ts';
import type { convertContract } from '../convertContract.ts';

type Judged = z.input<typeof convertContract.convert.judge.output>;

/**
 * Whether a model could be started from, by what a hub says of it.
 *
 * @throws AppError what `judgeConfig` throws; `model_architecture_unsupported`
 */
export function judgeModel({ path, config, gguf }: z.output<typeof convertContract.convert.judge.input>): Judged {
  if (config !== null) return judgeConfig(config, path);
  if (gguf !== null && !GGUF_ARCHITECTURES.has(gguf)) {
    const known = [...GGUF_ARCHITECTURES.keys()].join(', ');
    throw new AppError('model_architecture_unsupported', { path, architecture: gguf, known });
  }
  return { architecture: gguf, parameters: null, contextLength: null };
}
