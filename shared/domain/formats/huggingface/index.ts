import { definitionOf } from '../../architectures/index.ts';
import type { TrainedModel } from '../../models/trainedModel.ts';
import { taskOf } from '../../tasks/index.ts';
import { DTYPES, type Dtype } from '../dtype.ts';
import { defineFormat, type ModelFacts } from '../format.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

const BYTES_PER_WEIGHT: Readonly<Record<Dtype, number>> = { f32: 4, f16: 2, bf16: 2 };

/** Whether what was trained is an adapter beside its base. */
const isAdapter = ({ base }: Pick<TrainedModel, 'base'>): boolean => base?.tuning === 'lora';

/** Whether transformers has a class of it. */
const hasClass = ({ config }: Pick<ModelFacts, 'config'>): boolean => definitionOf(config).python === undefined;

const pythonProgram = (
  { recipe, config, base }: Pick<ModelFacts, 'recipe' | 'config' | 'base'>,
  folder?: string,
): string => taskOf(recipe).pythonExample(recipe, folder, { tuning: base?.tuning, model: definitionOf(config).python });

/** A folder as transformers saves one, or as PEFT does. */
export const huggingface = defineFormat({
  options: {
    dtype: { kind: 'choice', values: DTYPES, default: 'f32' },
    adapter: { kind: 'switch', default: false },
    card: { kind: 'switch', default: true },
  },
  applies: (option, model) => option !== 'adapter' || isAdapter(model),
  // What is trained here is made of transformers' own architectures.
  fits: (model, { adapter }) => (adapter && !isAdapter(model) ? { code: 'noAdapter', details: {} } : null),
  bytes: ({ parameters, base }, { dtype, adapter }) =>
    BYTES_PER_WEIGHT[dtype] * ((adapter ? base?.trainableParameters : null) ?? parameters),
  snippets: {
    transformers: { language: 'python', text: pythonProgram, fits: hasClass },
    torch: { language: 'python', text: pythonProgram, fits: (model) => !hasClass(model) },
  },
  texts: { en, 'zh-CN': zhCN },
});
