import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import type { Run } from '../../../shared/domain/runs/run.ts';
import { rivalOf, taskOf } from '../../../shared/domain/tasks/index.ts';
import type { Thresholds } from '../../../shared/domain/tasks/thresholds.ts';
import { count, describeMeasures, describeSplit, describeThresholds, OWN_LICENSE } from '../card/cardParts.ts';
import { codeBlock, inlineText } from '../card/markdown.ts';

export interface LinearCardSource {
  model: TrainedModel;
  /** `null` once the run has been deleted. */
  run: Run | null;
  /** `null` where it tells a number. */
  labels: readonly string[] | null;
  /** Whether a text may have any number of them. */
  several: boolean;
  thresholds: Thresholds;
}

/** Labels that the card names. */
const MOST_NAMED = 100;

/** The README.md of an exported baseline. Whatever came from the user is escaped. */
export function linearCard({ model, run, labels, several, thresholds }: LinearCardSource): string {
  const { recipe, baseline, measures } = model;
  const { kind, pipelineTag = kind } = taskOf(recipe);
  const inputs = taskOf(recipe)
    .inputs(recipe)
    .map((column) => `“${inlineText(column)}”`)
    .join(', ');
  const output = 'output' in recipe ? inlineText(recipe.output) : '';
  const template = 'template' in recipe ? recipe.template : '';
  const told = several
    ? `any number of labels of “${output}” for a text`
    : `the ${labels ? 'label' : 'number'} “${output}” of a text`;
  const named = labels?.slice(0, MOST_NAMED).map((label) => `\`${inlineText(label)}\``) ?? [];
  const sections = [
    `---\npipeline_tag: ${pipelineTag}\ntags:\n- kindling\n- tf-idf\n# No license is set: choose one that the training data allows before you publish this model.\n---`,
    `# ${inlineText(model.name) || 'Model'}`,
    `A baseline that was kept as a model in Kindling: ${rivalOf(baseline?.name ?? '').words}. It knows ${count(baseline?.features ?? 0)} pieces of texts (words, pairs of words, ` +
      `two to five characters inside of words) by their hashes, and has ${count(model.parameters)} numbers in all. It is no network.`,
    `## What it does\n\nIt tells ${told} that is made from ${inputs} by this template, in which \`{{…}}\` stands for a column:\n\n${codeBlock(template, 'text')}` +
      (labels
        ? `\n\nLabels: ${named.join(', ')}${labels.length > MOST_NAMED ? `, … (${count(labels.length)} in all, in \`baseline.json\`)` : ''}.`
        : ''),
    `## How to use it\n\nThe program beside this file needs Python with NumPy, and nothing else:\n\n${codeBlock('pip install numpy\npython predict.py < texts.txt', 'shell')}\n\nor \`from predict import predict\`.`,
    ...describeThresholds(thresholds),
    `## Data\n\nData set “${inlineText(model.datasetName)}”${run ? `, version ${run.datasetVersion}` : ''}. ${describeSplit(run?.split ?? null)} It was not trained on what was held out.`,
    ...(measures ? [`## How good it is at its task\n\n${describeMeasures(measures, false)}`] : []),
    '## Limits\n\n- It sees words and pieces of them, not their order beyond pairs: “not bad at all” is not understood.\n- Words that never stood in the data say nothing.\n- It has whatever bias the data has.',
    `## License\n\n${OWN_LICENSE}`,
  ];
  return `${sections.join('\n\n')}\n`;
}
