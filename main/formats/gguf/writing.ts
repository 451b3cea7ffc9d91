import { definitionOf, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { GgufWriting } from '../../ml/architectures/architecture.ts';
import { architectureOf } from '../../ml/architectures/index.ts';

/**
 * How a model's architecture is written.
 *
 * @throws AppError `gguf_architecture_differs` where llama.cpp computes something else than its configuration says
 */
export function writingOf(config: ModelConfig): GgufWriting<ModelConfig> {
  const writing = architectureOf(config).ggufWriting;
  if (writing && (writing.holds?.(config) ?? true)) return writing;
  throw new AppError('gguf_architecture_differs', { architecture: definitionOf(config).name });
}
