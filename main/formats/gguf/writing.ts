import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { gguf } from '../../../shared/domain/formats/gguf/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { GgufWriting } from '../../ml/architectures/architecture.ts';
import { architectureOf } from '../../ml/architectures/index.ts';

/**
 * How a model's architecture is written.
 *
 * @throws AppError `format_does_not_fit` where llama.cpp computes something else than its configuration says
 */
export function writingOf(config: ModelConfig): GgufWriting<ModelConfig> {
  const writing = architectureOf(config).ggufWriting;
  if (writing && (writing.holds?.(config) ?? true)) return writing;
  const { name, misfits } = gguf.texts.en;
  throw new AppError('format_does_not_fit', { format: name, problem: misfits.otherwise, misfit: 'otherwise' });
}
