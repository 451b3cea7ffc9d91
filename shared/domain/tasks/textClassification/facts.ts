import type { DescribedAs, Fact, Markup } from '../task.ts';
import type { ClassifyRecipe } from './recipe.ts';

export const facts = (
  recipe: ClassifyRecipe,
): readonly Fact<'recipe' | 'inputs' | 'output' | 'classWeight' | 'words' | 'template'>[] => [
  { name: 'recipe', form: 'recipe', value: recipe.kind },
  { name: 'inputs', form: 'columns', value: recipe.inputs },
  { name: 'output', form: 'column', value: recipe.output },
  ...(recipe.classWeight ? [{ name: 'classWeight' as const, form: 'choice' as const, value: recipe.classWeight }] : []),
  ...(recipe.words ? [{ name: 'words' as const, form: 'choice' as const, value: recipe.words }] : []),
  { name: 'template', form: 'template', value: recipe.template },
];

const LAST = 'A linear layer on the last token of the text';
const FROZEN =
  'The body is the base as it was; a text’s vector is pooled from its states as `pooled_classifier` in `config.json` says (`layers` are places in transformers’ `hidden_states`), and a linear layer on it ' +
  '(`classifier.weight` and `classifier.bias` in `model.safetensors`), fitted by logistic regression,';

export function describe(
  { inputs, output, template }: ClassifyRecipe,
  { name, block }: Markup,
  { tuning }: DescribedAs = {},
): string {
  const columns = inputs.map((column) => `“${name(column)}”`).join(', ');
  return (
    `It tells the label “${name(output)}” of a text that is made from ${columns} by this template, in which \`{{…}}\` stands for a ` +
    `column:\n\n${block(template)}\n\nThe labels are \`id2label\` in \`config.json\`. ${tuning === 'frozen' ? FROZEN : LAST} ` +
    'gives one score for each of them; softmax makes probabilities of the scores.'
  );
}
