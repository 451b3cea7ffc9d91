import type { FormatKind } from '../../shared/domain/formats/index.ts';
import { app } from './app/index.ts';
import type { Format } from './format.ts';
import { gguf } from './gguf/index.ts';
import { huggingface } from './huggingface/index.ts';
import { linear } from './linear/index.ts';
import { onnx } from './onnx/index.ts';
import { savedModel } from './savedModel/index.ts';

/** How each format is written. One that is missing does not compile. */
export const FORMATS: { readonly [K in FormatKind]: Format<K> } = {
  hf: huggingface,
  linear,
  gguf,
  onnx,
  savedModel,
  app,
};
