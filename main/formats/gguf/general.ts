import type { GgufDtype } from '../../../shared/domain/formats/gguf/index.ts';
import { DEFAULT_GENERATION } from '../../../shared/domain/models/generation.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import type { GgufField } from '../../ml/architectures/architecture.ts';
import { hubName } from '../card/tunedCard.ts';
import { MIXTURES } from './mixture.ts';

/** What of a model a file says that is not what it computes. No text of the data stands in it, but for the model's name. */
type Named = Pick<TrainedModel, 'name' | 'parameters' | 'base'>;

/** Since when blocks are as they are written here. */
const QUANTIZATION_VERSION = 2;

/** Metadata of a whole model. Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md#general-metadata */
export function generalFields(model: Named, architecture: string, dtype: GgufDtype): [string, GgufField][] {
  const { usual, fileType } = MIXTURES[dtype];
  const isRounded = usual.startsWith('Q');
  return [
    ['general.architecture', { string: architecture }],
    ['general.type', { string: 'model' }],
    ...aboutModel(model),
    ['general.size_label', { string: sizeLabel(model.parameters) }],
    ['general.file_type', { uint32: fileType }],
    ...(isRounded ? [['general.quantization_version', { uint32: QUANTIZATION_VERSION }] as [string, GgufField]] : []),
  ];
}

/** As it is tried out here; programs that do not look have sampling of their own. */
export function samplingFields(): [string, GgufField][] {
  const { temperature, top_k, top_p, min_p, repetition_penalty } = DEFAULT_GENERATION;
  return [
    ['general.sampling.temp', { float32: temperature }],
    ['general.sampling.top_k', { int32: top_k }],
    ['general.sampling.top_p', { float32: top_p }],
    ['general.sampling.min_p', { float32: min_p }],
    ['general.sampling.penalty_repeat', { float32: repetition_penalty }],
  ];
}

/** Metadata of an adapter. */
export const adapterFields = (model: Named, architecture: string, alpha: number): [string, GgufField][] => [
  ['general.architecture', { string: architecture }],
  ['general.type', { string: 'adapter' }],
  ['adapter.type', { string: 'lora' }],
  ['adapter.lora.alpha', { float32: alpha }],
  ...aboutModel(model),
];

/** Its name, and what it was trained on top of, whose licence is its own. */
function aboutModel({ name, base }: Named): [string, GgufField][] {
  const fields: [string, GgufField][] = [['general.name', { string: name }]];
  if (!base) return fields;
  const hub = hubName(base);
  if (base.license !== null) fields.push(['general.license', { string: base.license }]);
  fields.push(['general.base_model.count', { uint32: 1 }], ['general.base_model.0.name', { string: base.name }]);
  if (hub) fields.push(['general.base_model.0.repo_url', { string: `https://huggingface.co/${hub}` }]);
  return fields;
}

/** Such as `135M`, or `1.1B`. */
function sizeLabel(parameters: number): string {
  for (const [unit, size] of [
    ['B', 1e9],
    ['M', 1e6],
  ] as const) {
    const share = parameters / size;
    if (share >= 0.95) return `${share < 10 ? Number(share.toFixed(1)) : Math.round(share)}${unit}`;
  }
  return `${Math.max(1, Math.round(parameters / 1e3))}K`;
}
