import { contextOf, definitionOf, dimensions } from '../../../shared/domain/architectures/index.ts';
import { withProvider } from '../../../shared/domain/engines/engine.ts';
import { engineReasonText } from '../../../shared/domain/engines/engineReason.ts';
import type { Dtype } from '../../../shared/domain/formats/dtype.ts';
import type { NetworkModel } from '../../../shared/domain/models/trainedModel.ts';
import type { Run } from '../../../shared/domain/runs/run.ts';
import { settingNamesOf } from '../../../shared/domain/runs/runSettings.ts';
import { lossUnit, taskOf } from '../../../shared/domain/tasks/index.ts';
import type { Thresholds } from '../../../shared/domain/tasks/thresholds.ts';
import type { AdapterOptions } from '../libraryModel.ts';
import { count, describeMeasures, describeSplit, describeThresholds, OWN_LICENSE } from './cardParts.ts';
import { describeLimits } from './limits.ts';
import { codeBlock, inlineText, table } from './markdown.ts';
import { describeAdapter, describeLicense, describeTuning, tunedMetadata, type WrittenAs } from './tunedCard.ts';

/** As the library keeps it. */
const WHOLE: WrittenAs = { dtype: 'f32', adapter: false };

export interface ModelCardSource {
  model: NetworkModel;
  /** `null` once the run has been deleted; the card then says what is not known any more. */
  run: Run | null;
  /** What the model's folder says of its adapter, where it is one. */
  lora?: AdapterOptions | null;
  written?: WrittenAs;
  /** From which probability on labels are told, where others than the usual ones were chosen. */
  thresholds?: Thresholds;
  /** As in `TokenizerFacts`, of a model that reads whole texts. */
  modelMaxLength?: number;
  /** Where the files are none that transformers reads. */
  form?: CardForm;
}

/** What the card says of files of another format. */
export interface CardForm {
  /** The Hub's name of what reads them. */
  library: string;
  /** What they are, in a sentence. */
  files: string;
  /** A program that uses them. */
  program: { language: string; text: string };
  /** How they differ from what was trained, in sentences. */
  differences: readonly string[];
  /** See `DescribedAs`. */
  writesAgain?: boolean;
}

/**
 * The front matter that Hugging Face reads. No text of the user's stands in it.
 * Source: https://huggingface.co/docs/hub/model-cards#model-card-metadata
 */
const frontMatter = (library: string, task: string, { config, base }: NetworkModel, written: WrittenAs): string => `---
library_name: ${library}
pipeline_tag: ${task}
tags:
- kindling
- ${config.model_type}
${base ? tunedMetadata(base, written).join('\n') : '# No license is set: choose one that the training data allows before you publish this model.'}
---`;

const ownLibrary = ({ config }: NetworkModel, { adapter }: WrittenAs): string =>
  adapter ? 'peft' : definitionOf(config).python ? 'pytorch' : 'transformers';

const FLOATS: Readonly<Record<Dtype, string>> = {
  f32: '32-bit floats',
  f16: '16-bit floats (F16)',
  bf16: '16-bit floats (BF16)',
};

/** The README.md of an exported model, in Markdown. Whatever came from the user or from a file is escaped. */
export function modelCard({
  model,
  run,
  lora = null,
  thresholds = {},
  modelMaxLength = Number.POSITIVE_INFINITY,
  written = WHOLE,
  form,
}: ModelCardSource): string {
  const task = taskOf(model.recipe);
  const { base } = model;
  const program = form?.program ?? {
    language: 'python',
    text: task.pythonExample(model.recipe, undefined, {
      tuning: base?.tuning,
      model: definitionOf(model.config).python,
    }),
  };
  const markup = { name: inlineText, block: (text: string) => codeBlock(text, 'text') };
  const sections = [
    frontMatter(form?.library ?? ownLibrary(model, written), task.pipelineTag ?? task.kind, model, written),
    `# ${inlineText(model.name) || 'Model'}`,
    describeModel(model, lora, written, form),
    ...(form?.differences ?? []),
    `## What it does\n\n${task.describe(model.recipe, markup, { tuning: base?.tuning, writesAgain: form?.writesAgain })}`,
    `## How to use it\n\n${codeBlock(program.text, program.language)}`,
    ...describeThresholds(thresholds),
    describeContext(model, modelMaxLength),
    `## Data\n\n${describeData(model, run)}`,
    `## Training\n\n${describeTraining(model, run)}`,
    `## Results\n\n${describeLosses(model, run)}`,
    ...(model.measures
      ? [`## How good it is at its task\n\n${describeMeasures(model.measures, task.programs.form === 'writes')}`]
      : []),
    `## Architecture\n\n${describeArchitecture(model)}`,
    `## Limits\n\n${describeLimits(model)}`,
    `## License\n\n${base ? describeLicense(base) : OWN_LICENSE}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function describeModel(
  model: NetworkModel,
  lora: AdapterOptions | null,
  { dtype, adapter }: WrittenAs,
  form?: CardForm,
): string {
  const { base, config, recipe, parameters } = model;
  const { noun, className } = taskOf(recipe).model;
  const origin = base ? describeTuning(base, config, lora) : 'trained from scratch in Kindling';
  const begin = `A ${noun} of ${count(parameters)} parameters, ${origin}.`;
  if (form) return `${begin} ${form.files}`;
  if (base && adapter) return `${begin} ${describeAdapter(base)} They are in ${FLOATS[dtype]}.`;
  if (base?.tuning === 'frozen')
    return `${begin} No class of transformers is like it: \`AutoModel\` loads the body, and the program below computes the head, in ${FLOATS[dtype]}.`;
  const tokenizer = base ? 'the base’s tokenizer' : 'a byte-level BPE tokenizer';
  if (definitionOf(config).python)
    return `${begin} Its parameters have the names and layouts of PyTorch’s own layers, with ${tokenizer} in ${FLOATS[dtype]}. transformers has no class for it: the program below loads it with PyTorch.`;
  return `${begin} It is a plain \`${className(config)}\` with ${tokenizer} in ${FLOATS[dtype]}; ${loaders(model)} it as it is.`;
}

/** @param modelMaxLength what texts were cut to in training, which may be less than there are positions */
function describeContext({ config, recipe }: NetworkModel, modelMaxLength: number): string {
  const context = contextOf(config);
  const { form } = taskOf(recipe).programs;
  if (form !== 'reads')
    return `The context holds ${count(context)} tokens${form === 'writes' ? ', prompt included' : ''}.`;
  return `It reads ${count(Math.min(context, modelMaxLength))} tokens of a text, as in training: of a longer one, the rest is not looked at. \`tokenizer_config.json\` has this number as \`model_max_length\`, to which \`truncation=True\` cuts.`;
}

function loaders({ config, recipe }: NetworkModel): string {
  const all = taskOf(recipe).model.loaders ?? ['transformers', ...definitionOf(config).alsoLoadedBy];
  return all.length === 1 ? `${all[0]} loads` : `${all.slice(0, -1).join(', ')} and ${all.at(-1)} load`;
}

function describeData(model: NetworkModel, run: Run | null): string {
  const version = run ? `, version ${run.datasetVersion}` : '';
  const sections = [
    `Data set “${inlineText(model.datasetName)}”${version}. Rows without text to learn were left out. ${describeSplit(run?.split ?? null)}` +
      (model.base
        ? ' What was held out was not trained on here; what the base has seen is not known.'
        : ' Neither the model nor its tokenizer was trained on what was held out.'),
  ];
  if (run?.prepared) {
    const { trainDocuments, trainTokens, validationDocuments, validationTokens } = run.prepared;
    const { testDocuments, testTokens, leftOut } = run.prepared;
    if (leftOut !== undefined)
      sections.push(
        `${count(leftOut)} documents were left out of training, because their text does not contain what the recipe keeps; validation was on all documents that the split held out.`,
      );
    sections.push(
      table(
        ['Split', 'Documents', 'Tokens'],
        [
          ['training', count(trainDocuments), count(trainTokens)],
          ['validation', count(validationDocuments), count(validationTokens)],
          ...(testDocuments > 0 ? [['test', count(testDocuments), count(testTokens)]] : []),
        ],
      ),
    );
  }
  return sections.join('\n\n');
}

function describeTraining(model: NetworkModel, run: Run | null): string {
  const { engine } = model;
  const engineRows: [string, string][] = [
    ['engine', inlineText(`${withProvider(engine.name, engine)} ${engine.version} (${engine.source})`)],
    ['device', inlineText(`${engine.device}: ${engine.deviceName}`)],
  ];
  if (run?.engineBefore) {
    const { engineBefore: before } = run;
    engineRows.push([
      'engine of earlier steps',
      inlineText(`${withProvider(before.name, before)} ${before.version} (${before.deviceName})`),
    ]);
  }
  if (engine.reason !== null) engineRows.push(['why no faster engine', inlineText(engineReasonText(engine.reason))]);
  const speed: [string, string][] =
    run && run.tokensPerSecond !== null ? [['tokens per second', count(Math.round(run.tokensPerSecond))]] : [];
  const execution: [string, string][] = run?.execution
    ? [
        [
          isFitted(model) ? 'the body ran' : 'steps ran',
          `${run.execution.mode}, matrix products in ${run.execution.precision}`,
        ],
      ]
    : [];
  const settings: [string, string][] = run
    ? settingNamesOf(run).map((name) => [`\`${name}\``, String(run.settings[name])])
    : [];
  const rows: [string, string][] = [
    ...settings,
    ...(isFitted(model) ? describeFit(model) : describeSteps(model, run)),
    ...speed,
    ...engineRows,
    ...execution,
    ['trained on', model.createdAt.slice(0, 10)],
  ];
  const gone = run
    ? ''
    : '\n\nThe run was deleted from Kindling before this export; its other settings are not known any more.';
  return `${table(['Setting', 'Value'], rows)}${gone}`;
}

/** Whether nothing but a linear head was fitted, on vectors of a body that stayed as it was: without an optimizer and its steps. */
const isFitted = ({ base }: NetworkModel): boolean => base?.tuning === 'frozen';

const describeFit = ({ steps }: NetworkModel): [string, string][] => [
  ['method', 'logistic regression with L2 regularisation, on vectors of the texts'],
  ['passes over all rows', count(steps)],
];

const describeSteps = ({ steps }: NetworkModel, run: Run | null): [string, string][] => [
  ['`lr_scheduler_type`', 'cosine, with linear warm-up'],
  ...(run ? [describeBudget(run)] : []),
  ['optimizer steps', count(steps)],
];

const describeBudget = ({ budget }: Run): [string, string] => [
  'budget',
  budget.kind === 'steps' ? `${count(budget.steps)} steps` : `${budget.minutes} minutes`,
];

function describeLosses(model: NetworkModel, run: Run | null): string {
  const { programs, model: facts } = taskOf(model.recipe);
  const { target, loss: own, choices } = facts;
  const loss = choices === undefined ? (value: number) => value.toFixed(4) : nats;
  const part = isFitted(model) ? 'pass' : 'step';
  const rows: [string, string][] = [];
  if (run && run.firstLoss !== null) rows.push([`training, first ${part}`, loss(run.firstLoss)]);
  if (model.lastLoss !== null) rows.push([`training, last ${part}`, loss(model.lastLoss)]);
  if (model.validationLoss !== null) rows.push(['validation', loss(model.validationLoss)]);
  if (model.testLoss !== null) rows.push(['test, measured once at the end', loss(model.testLoss)]);
  if (rows.length === 0) return 'No loss was measured.';
  return (
    `${table(['Loss', capital(lossUnit(model.recipe))], rows)}\n\n${own?.name ?? 'Cross-entropy'} over the ${target}s that counted${choices === undefined ? '' : '; perplexity is its exponential'}. Such ` +
    `figures compare only between models with the same ${programs.form === 'writes' ? 'tokenizer and data' : 'data'}.`
  );
}

const nats = (loss: number): string => `${loss.toFixed(4)} (perplexity ${Math.exp(loss).toPrecision(4)})`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function describeArchitecture({ config, parameters }: NetworkModel): string {
  const { attributeMap } = definitionOf(config);
  const shape = dimensions(config);
  const names = [
    'vocab_size',
    'hidden_size',
    'intermediate_size',
    'num_hidden_layers',
    'num_attention_heads',
    'num_key_value_heads',
    'max_position_embeddings',
  ] as const;
  const rows = names.flatMap((name): [string, string][] => {
    const own = attributeMap[name] ?? name;
    return own in config ? [[`\`${own}\``, String(shape[name])]] : [];
  });
  return table(
    ['Field of config.json', 'Value'],
    [...rows, ['`tie_word_embeddings`', String(config.tie_word_embeddings)], ['parameters', count(parameters)]],
  );
}
