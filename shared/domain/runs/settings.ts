import {
  ARCHITECTURE_NAMES,
  ARCHITECTURES,
  DEFAULT_ARCHITECTURE,
  FRESH_ARCHITECTURES,
  type ModelType,
} from '../architectures/index.ts';
import type { PrecisionSetting } from '../engines/execution.ts';
import type { Language } from '../language.ts';
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
    'zh-CN': { help: '每一步对模型的改变幅度。太高损失会跳动，太低则进展缓慢。' },
  }),
  per_device_train_batch_size: integer({
    min: 1,
    max: 1024,
    step: 1,
    default: (preset) => preset.per_device_train_batch_size,
    always: true,
    level: 'basic',
    help: 'Sequences that one step learns from together. More is steadier and needs more memory.',
    'zh-CN': { help: '每一步同时学习的序列数。越多越平稳，也越占内存。' },
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
    'zh-CN': { help: '累加多少个批次的梯度才更新一步：相当于更大的批次，却不多占内存。' },
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
    'zh-CN': { help: '模型能回看的词元数。长文本需要更多；越多越慢。' },
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
    'zh-CN': { help: '学习率升到最高值所占预算的比例。' },
  }),
  weight_decay: number({
    min: 0,
    max: 10,
    step: 0.01,
    default: 0.1,
    always: true,
    level: 'advanced',
    help: 'Pull of the weights towards 0. Keeps a model from memorizing small data.',
    'zh-CN': { help: '把权重拉向 0 的力度，避免模型死记小数据。' },
  }),
  max_grad_norm: number({
    above: 0,
    max: 1000,
    step: 0.1,
    default: 1,
    always: true,
    level: 'expert',
    help: 'Longest step that a batch may ask for. Keeps odd rows from doing harm.',
    'zh-CN': { help: '单个批次允许的最大更新，避免异常行造成损害。' },
  }),
  /** What the optimizers of `main/ml/train/optimizers` are called. */
  optim: choice({
    choices: {
      adamw: 'adamw: two numbers for each weight',
      adafactor: 'adafactor: a number for each row and column of weights',
    },
    default: 'adamw',
    level: 'advanced',
    help: 'How gradients change the weights. adafactor keeps far less beside them: checkpoints of a third to two fifths of the size, and less memory. A training that starts from a model takes it unless told otherwise, one from nothing takes adamw.',
    'zh-CN': {
      help: '如何用梯度更新权重。adafactor 在权重之外保存的数据少得多：检查点只有三分之一到五分之二大，内存也更少。从现有模型开始的训练默认使用 adafactor，从零开始的默认使用 adamw。',
      choices: {
        adamw: 'adamw：每个权重保存两个数',
        adafactor: 'adafactor：权重矩阵的每行每列各保存一个数',
      },
    },
    costs: true,
  }),
  eval_steps: integer({
    min: 0,
    max: 1_000_000,
    step: 10,
    default: 0,
    zero: 'automatic: about every twentieth of the run',
    level: 'expert',
    help: 'Steps between two evaluations of the validation loss. 0: about every twentieth of the run.',
    'zh-CN': {
      help: '每隔多少步计算一次验证损失。0：大约每完成二十分之一计算一次。',
      zero: '自动：大约每完成二十分之一评估一次',
    },
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
    'zh-CN': {
      help: '每隔多少步保存一个检查点。0：每次评估时保存，并且至少每分钟一次。',
      zero: '自动：每次评估时保存，并且至少每分钟一次',
    },
  }),
  early_stopping_patience: integer({
    min: 0,
    max: 10_000,
    step: 1,
    default: 0,
    zero: 'off',
    level: 'advanced',
    help: 'Evaluations without progress after which training stops early. 0: it never does.',
    'zh-CN': {
      help: '连续多少次评估没有进步就自动结束训练。0：从不。',
      zero: '关闭',
    },
  }),
  seed: integer({
    min: 0,
    max: 2 ** 31 - 1,
    step: 1,
    default: 42,
    always: true,
    level: 'advanced',
    help: 'Start of all randomness. The same seed and settings train the same model.',
    'zh-CN': { help: '一切随机的起点。相同的种子和设置会训练出相同的模型。' },
  }),
  precision: choice<PrecisionSetting>({
    choices: { auto: 'auto: what is faster on this machine', fp32: 'fp32', bf16: 'bf16' },
    default: 'auto',
    level: 'advanced',
    help: 'Numbers of matrix products. bf16 is faster on processors made for it and a little less exact.',
    'zh-CN': {
      help: '矩阵乘法所用的数值格式。在支持 bf16 的处理器上更快，精度略低。',
      choices: { auto: 'auto：本机上更快的一种', fp32: 'fp32', bf16: 'bf16' },
    },
    costs: true,
  }),
  /** As tokenizers of Hugging Face call it. */
  truncation_side: choice({
    choices: { none: 'none: prompts stay whole', left: 'left: the beginning is cut' },
    default: 'none',
    level: 'advanced',
    help: 'Where prompts are cut that leave no room for an answer in the context. left keeps their end.',
    'zh-CN': {
      help: '当提示词在上下文中没有为回答留出位置时，从哪一侧截断。left 保留其末尾。',
      choices: { none: 'none：提示词保持完整', left: 'left：截去开头' },
    },
  }),
  /** Hugging Face's `model_type`; the model's configuration is made from it and the size when the run is started. */
  architecture: named<ModelType>({
    choices: ARCHITECTURE_NAMES,
    offered: FRESH_ARCHITECTURES,
    default: DEFAULT_ARCHITECTURE,
    level: 'expert',
    help: 'Kind of network. Llama is the newer one, which most figures here are of; GPT-2 is what older tools load; LSTM reads word by word and is for writing texts only.',
    'zh-CN': {
      help: '网络结构。Llama 较新，这里的大多数数据都来自它；GPT-2 是较旧的工具能加载的结构；LSTM 逐词读取，只用于生成文本。',
    },
    costs: true,
  }),
  /** `dropout` of `torch.nn.LSTM`. */
  lstm_dropout: number({
    min: 0,
    max: 0.9,
    step: 0.05,
    default: 0,
    level: 'advanced',
    help: 'Share of what goes from one layer of an LSTM to the next that is left out at each step. Keeps it from memorizing small data.',
    'zh-CN': { help: 'LSTM 每一步在层与层之间略去的比例，避免死记小数据。' },
    costs: true,
    needs: 'lstm',
  }),
  /** `hidden_dropout_prob` of transformers' BERT. Runs from before there was one had none; new ones have their base's (`baseSettings.ts`). */
  hidden_dropout_prob: number({
    min: 0,
    max: 0.9,
    step: 0.05,
    default: 0,
    level: 'advanced',
    help: 'Share of what an encoder computes that is left out at each step while all its weights are trained. Keeps it from memorizing small data.',
    'zh-CN': { help: '训练编码器的全部权重时，每一步略去的中间结果的比例，避免死记小数据。' },
    costs: true,
    needs: 'encoder',
  }),
  gradient_checkpointing: boolean({
    default: false,
    level: 'advanced',
    help: 'Computes each layer twice instead of keeping what it computed: much less memory, about a third slower.',
    'zh-CN': { help: '每一层计算两遍，而不保留中间结果：内存少得多，大约慢三分之一。' },
    costs: true,
  }),
  /** The kinds of `main/ml/tuning`. */
  tuning: choice({
    choices: {
      lora: 'lora: small matrices beside the frozen weights',
      full: 'full: every weight',
      frozen: 'frozen: only a linear head, on vectors that are made once',
    },
    default: 'lora',
    level: 'basic',
    help: 'What is trained of the model. lora needs far less memory and disk, and forgets less. frozen is for classifiers.',
    'zh-CN': {
      help: '训练模型的哪些部分。lora 所需的内存和磁盘少得多，也更不容易遗忘。frozen 用于分类器。',
      choices: {
        lora: 'lora：冻结权重旁的小矩阵',
        full: 'full：全部权重',
        frozen: 'frozen：向量只计算一次，只训练线性分类头',
      },
    },
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
    'zh-CN': { help: 'LoRA 所训练矩阵的秩。越大学得越多，也越占内存。' },
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
    'zh-CN': { help: 'LoRA 所加部分的权重：乘以 alpha 再除以秩。' },
    needs: 'base',
  }),
  lora_dropout: number({
    min: 0,
    max: 0.9,
    step: 0.05,
    default: 0,
    level: 'advanced',
    help: 'Share of inputs that LoRA leaves out at each step. Keeps it from memorizing small data.',
    'zh-CN': { help: 'LoRA 每一步略去的输入比例，避免死记小数据。' },
    costs: true,
    needs: 'base',
  }),
  target_modules: names({
    default: 'all-linear',
    level: 'advanced',
    help: 'Layers that LoRA adapts, such as q_proj,v_proj. all-linear: every linear layer but the output.',
    'zh-CN': { help: 'LoRA 所适配的层，例如 q_proj,v_proj。all-linear：除输出层外的全部线性层。' },
    costs: true,
    needs: 'base',
  }),
  load_best_model_at_end: boolean({
    default: true,
    level: 'advanced',
    help: 'Keep the best model along the way, by metric_for_best_model, instead of the last one; by the loss, the better of the two on more rows.',
    'zh-CN': {
      help: '保留训练途中最好的模型（按 metric_for_best_model 判断），而不是最后一步的模型；按损失判断时，在更多行上比较两者，保留较好的。',
    },
  }),
  /** `task` is the metric of the run's task that `decides`, by transformers' names `eval_accuracy` and so on. */
  metric_for_best_model: choice({
    choices: {
      loss: 'loss: the lowest validation loss',
      task: 'task: the figure that the task is judged by, such as accuracy',
    },
    default: 'loss',
    level: 'advanced',
    help: 'What the best model has the best of, and what early_stopping_patience waits for. A loss may rise while more answers get right.',
    'zh-CN': {
      help: '按什么判断最好的模型，early_stopping_patience 也以此为准。损失可能上升，而答对的却更多。',
      choices: { loss: 'loss：最低的验证损失', task: 'task：评判该任务的指标，例如准确率' },
    },
    needs: 'decides',
  }),
} as const;

export type Settings = typeof SETTINGS;
export type SettingName = keyof Settings;

/** All settings in the order in which they are listed. */
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/** What of a model is trained. */
export type TuningName = keyof Settings['tuning']['choices'];

/** How gradients change what is trained. */
export type OptimizerName = keyof Settings['optim']['choices'];

const OF_LORA: readonly SettingName[] = ['lora_rank', 'lora_alpha', 'lora_dropout', 'target_modules'];

/** All that a head on a frozen body is fitted by: the rest is of steps, which it does not take. */
const OF_FROZEN: readonly SettingName[] = ['context_length', 'truncation_side', 'seed', 'tuning'];

/**
 * Those that say something of a training that starts from a model, or from nothing: a model has the architecture that it has, and where
 * all of it is trained nothing of LoRA matters.
 */
export const settingNamesFor = ({ hasBase, tuning, architecture, decides }: Beginning): SettingName[] =>
  SETTING_NAMES.filter((name) => {
    const { needs } = settingOf(name);
    if (needs === 'lstm' && architecture !== 'lstm') return false;
    if (needs === 'decides' && !decides) return false;
    if (needs === 'encoder') return hasBase && tuning === 'full' && ARCHITECTURES[architecture].body === 'encoder';
    if (!hasBase) return needs !== 'base';
    return tuning === 'frozen'
      ? OF_FROZEN.includes(name)
      : name !== 'architecture' && !(tuning === 'full' && OF_LORA.includes(name));
  });

/** What a training starts from, and what of it is trained. */
export interface Beginning {
  hasBase: boolean;
  tuning?: TuningName;
  /** Of the base, where there is one. */
  architecture: ModelType;
  /** Whether the task has a figure that decides. */
  decides: boolean;
}

/** The definitions as what reads any of them sees them. */
export const settingOf = (name: SettingName): Setting => SETTINGS[name];

/** What is said of a setting: its help, what 0 means, what may be chosen. */
type TextsOf<S> = { help: string } & (S extends { zero: string } ? { zero: string } : unknown) &
  (S extends { choices: infer C; named: false } ? { choice: { [K in keyof C]: string } } : unknown);

export type SettingTexts = { [N in SettingName]: TextsOf<Settings[N]> };

/** The words for all settings in a language. */
export const settingTexts = (language: Language): SettingTexts =>
  Object.fromEntries(
    SETTING_NAMES.map((name) => {
      const setting = settingOf(name);
      const { help, zero, choices } = {
        zero: undefined,
        choices: undefined,
        ...(language === 'en' ? setting : setting[language]),
      };
      return [
        name,
        {
          help,
          ...(zero !== undefined && { zero }),
          ...(setting.kind === 'choice' && !setting.named && { choice: choices }),
        },
      ];
    }),
  ) as SettingTexts;
