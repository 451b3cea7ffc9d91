import {
  ARCHITECTURE_NAMES,
  DEFAULT_ARCHITECTURE,
  FRESH_ARCHITECTURES,
  type ModelType,
} from '../architectures/index.ts';
import type { PrecisionSetting } from '../engines/execution.ts';
import { boolean, choice, integer, named, names, number, type Setting } from './settingDefinition.ts';

/**
 * Every setting of a training, in the words of Hugging Face's `TrainingArguments` and in the order in which they are listed. Schema,
 * defaults, form, options of the command line with their help and errors, summary, comparison and model card are drawn from this record.
 * Source: https://huggingface.co/docs/transformers/main_classes/trainer#transformers.TrainingArguments
 */
export const SETTINGS = {
  learning_rate: number({
    above: 0,
    max: 1,
    step: 0.0001,
    default: (preset) => preset.learning_rate,
    always: true,
    level: 'basic',
    help: 'How far each step changes the model. Too high and the loss jumps, too low and it crawls.',
  }),
  per_device_train_batch_size: integer({
    min: 1,
    max: 1024,
    step: 1,
    default: (preset) => preset.per_device_train_batch_size,
    always: true,
    level: 'basic',
    help: 'Sequences that one step learns from together. More is steadier and needs more memory.',
    flag: 'batch-size',
    costs: true,
  }),
  gradient_accumulation_steps: integer({
    min: 1,
    max: 1024,
    step: 1,
    default: 1,
    level: 'advanced',
    help: 'Batches accumulated for one step: the effect of a larger batch without its memory.',
    costs: true,
  }),
  /** `max_position_embeddings` of the model. */
  context_length: integer({
    min: 8,
    max: 4096,
    step: 8,
    default: (preset) => preset.max_position_embeddings,
    always: true,
    level: 'basic',
    help: 'Tokens the model can look back at. Longer texts need more; more is slower.',
    costs: true,
  }),
  warmup_ratio: number({
    min: 0,
    max: 0.9,
    step: 0.01,
    default: 0.05,
    always: true,
    level: 'advanced',
    help: 'Share of the budget over which the learning rate rises to its full height.',
  }),
  weight_decay: number({
    min: 0,
    max: 10,
    step: 0.01,
    default: 0.1,
    always: true,
    level: 'advanced',
    help: 'Pull of the weights towards 0. Keeps a model from memorizing small data.',
  }),
  max_grad_norm: number({
    above: 0,
    max: 1000,
    step: 0.1,
    default: 1,
    always: true,
    level: 'expert',
    help: 'Longest step that a batch may ask for. Keeps odd rows from doing harm.',
  }),
  eval_steps: integer({
    min: 0,
    max: 1_000_000,
    step: 10,
    default: 0,
    zero: 'automatic: about every twentieth of the run',
    level: 'expert',
    help: 'Steps between two evaluations of the validation loss. 0: about every twentieth of the run.',
  }),
  /** There is a checkpoint at every evaluation in any case. */
  save_steps: integer({
    min: 0,
    max: 1_000_000,
    step: 10,
    default: 0,
    zero: 'automatic: at every evaluation, and once a minute',
    level: 'expert',
    help: 'Steps between two checkpoints. 0: at every evaluation, and once a minute.',
  }),
  early_stopping_patience: integer({
    min: 0,
    max: 10_000,
    step: 1,
    default: 0,
    zero: 'off',
    level: 'advanced',
    help: 'Evaluations without progress after which training stops early. 0: it never does.',
  }),
  seed: integer({
    min: 0,
    max: 2 ** 31 - 1,
    step: 1,
    default: 42,
    always: true,
    level: 'advanced',
    help: 'Start of all randomness. The same seed and settings train the same model.',
  }),
  precision: choice<PrecisionSetting>({
    choices: { auto: 'auto: what is faster on this machine', fp32: 'fp32', bf16: 'bf16' },
    default: 'auto',
    level: 'advanced',
    help: 'Numbers of matrix products. bf16 is faster on processors made for it and a little less exact.',
    costs: true,
  }),
  /** As tokenizers of Hugging Face call it. */
  truncation_side: choice({
    choices: { none: 'none: prompts stay whole', left: 'left: the beginning is cut' },
    default: 'none',
    level: 'advanced',
    help: 'Where prompts are cut that leave no room for an answer in the context. left keeps their end.',
  }),
  /** Hugging Face's `model_type`; the model's configuration is made from it and the size when the run is started. */
  architecture: named<ModelType>({
    choices: ARCHITECTURE_NAMES,
    offered: FRESH_ARCHITECTURES,
    default: DEFAULT_ARCHITECTURE,
    level: 'expert',
    help: 'Kind of network. Llama is the newer one, which all figures here are of; GPT-2 is what older tools load.',
    costs: true,
  }),
  gradient_checkpointing: boolean({
    default: false,
    level: 'advanced',
    help: 'Computes each layer twice instead of keeping what it computed: much less memory, about a third slower.',
    costs: true,
  }),
  /** The kinds of `main/ml/tuning`. */
  tuning: choice({
    choices: { lora: 'lora: small matrices beside the frozen weights', full: 'full: every weight' },
    default: 'lora',
    level: 'basic',
    help: 'What is trained of the model. lora needs far less memory and disk, and forgets less.',
    costs: true,
    needs: 'base',
  }),
  /** PEFT's `r`; this and the three that follow are of its `LoraConfig`. Source: https://huggingface.co/docs/peft/package_reference/lora */
  lora_rank: integer({
    min: 1,
    max: 512,
    step: 1,
    default: 8,
    level: 'advanced',
    help: 'Rank of the matrices that LoRA trains. Larger learns more and needs more memory.',
    costs: true,
    needs: 'base',
  }),
  lora_alpha: number({
    above: 0,
    max: 4096,
    step: 1,
    default: 16,
    level: 'advanced',
    help: 'Weight of what LoRA adds: it is multiplied with alpha divided by the rank.',
    needs: 'base',
  }),
  lora_dropout: number({
    min: 0,
    max: 0.9,
    step: 0.05,
    default: 0,
    level: 'advanced',
    help: 'Share of inputs that LoRA leaves out at each step. Keeps it from memorizing small data.',
    costs: true,
    needs: 'base',
  }),
  target_modules: names({
    default: 'all-linear',
    level: 'advanced',
    help: 'Layers that LoRA adapts, such as q_proj,v_proj. all-linear: every linear layer but the output.',
    costs: true,
    needs: 'base',
  }),
  load_best_model_at_end: boolean({
    default: true,
    level: 'advanced',
    help: 'Keep the model of the lowest validation loss instead of the last one.',
  }),
} as const;

export type Settings = typeof SETTINGS;
export type SettingName = keyof Settings;

/** All settings in the order in which they are listed. */
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

const OF_LORA: readonly SettingName[] = ['lora_rank', 'lora_alpha', 'lora_dropout', 'target_modules'];

/**
 * Those that say something of a training that starts from a model, or from nothing: a model has the architecture that it has, and where
 * all of it is trained nothing of LoRA matters.
 */
export const settingNamesFor = ({ hasBase, tuning }: { hasBase: boolean; tuning?: 'lora' | 'full' }): SettingName[] =>
  SETTING_NAMES.filter((name) =>
    hasBase
      ? name !== 'architecture' && !(tuning === 'full' && OF_LORA.includes(name))
      : settingOf(name).needs !== 'base',
  );

/** The definitions as what reads any of them sees them. */
export const settingOf = (name: SettingName): Setting => SETTINGS[name];

/** What is said of a setting: its help, what 0 means, what may be chosen. */
type TextsOf<S> = { help: string } & (S extends { zero: string } ? { zero: string } : unknown) &
  (S extends { choices: infer C; named: false } ? { choice: { [K in keyof C]: string } } : unknown);

/** The English of all settings, by which other languages are typed. */
export const SETTING_TEXTS = Object.fromEntries(
  SETTING_NAMES.map((name) => {
    const setting = settingOf(name);
    return [
      name,
      {
        help: setting.help,
        ...('zero' in setting && { zero: setting.zero }),
        ...(setting.kind === 'choice' && !setting.named && { choice: setting.choices }),
      },
    ];
  }),
) as { [N in SettingName]: TextsOf<Settings[N]> };
