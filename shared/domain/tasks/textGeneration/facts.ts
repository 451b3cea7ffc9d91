import type { DescribedAs, Fact, Markup } from '../task.ts';
import { type CompleteRecipe, type TextRecipe, wantedFields } from './recipe.ts';

type FactName = 'recipe' | 'inputs' | 'output' | 'keepFields' | 'mustContain' | 'template' | 'messages' | 'tools';

export function facts(recipe: TextRecipe): readonly Fact<FactName>[] {
  if (recipe.kind === 'chat') {
    return [
      { name: 'recipe', form: 'recipe', value: recipe.kind },
      { name: 'messages', form: 'column', value: recipe.messages },
      ...(recipe.tools === undefined ? [] : [{ name: 'tools' as const, form: 'column' as const, value: recipe.tools }]),
    ];
  }
  return [
    { name: 'recipe', form: 'recipe', value: recipe.kind },
    ...(recipe.kind === 'complete'
      ? [
          { name: 'inputs' as const, form: 'columns' as const, value: recipe.inputs },
          { name: 'output' as const, form: 'column' as const, value: recipe.output },
          ...columnsFact('keepFields', recipe.keepFields),
          ...columnsFact('mustContain', recipe.mustContain),
        ]
      : []),
    { name: 'template', form: 'template', value: recipe.template },
  ];
}

const columnsFact = <N extends FactName>(name: N, value: readonly string[] | undefined): Fact<N>[] =>
  value ? [{ name, form: 'columns', value }] : [];

export function describe(recipe: TextRecipe, { name, block }: Markup, as: DescribedAs = {}): string {
  switch (recipe.kind) {
    case 'continue':
      return (
        'It continues text. Each row of the data became a text by this template, in which `{{…}}` stands for a column:' +
        `\n\n${block(recipe.template)}\n\nThe loss counted every token.`
      );
    case 'complete': {
      const inputs = recipe.inputs.map((column) => `“${name(column)}”`).join(', ');
      return (
        `It writes the column “${name(recipe.output)}” of a row from ${inputs}. The prompt is made by this template, in which ` +
        `\`{{…}}\` stands for a column:\n\n${block(recipe.template)}\n\n` +
        'The answer follows after one space. The loss counted the answer only, and the end of the text after it.' +
        describeKeeping(recipe, name, as)
      );
    }
    case 'chat':
      return (
        `It answers messages, as the conversations in the column “${name(recipe.messages)}” go on. They were written by the chat template that lies beside ` +
        'the model. The loss counted the answers only, each with the token that ends its turn.'
      );
    default:
      throw recipe satisfies never;
  }
}

const NOT_IN_FILES = '. That is a part of the studio, not of these files.';
const ALSO_IN_PACKAGE =
  ', and so does the function of the package that these files are in. A program that loads them by itself gets first texts.';

/** What was left out is a fact of the model; what is written again is one of the studio, and of a package with a function that does the same. */
function describeKeeping(recipe: CompleteRecipe, name: Markup['name'], { writesAgain }: DescribedAs): string {
  const list = (columns: readonly string[]) => columns.map((column) => `“${name(column)}”`).join(' and ');
  const { keepFields } = recipe;
  const wanted = wantedFields(recipe);
  return [
    keepFields && `It was trained only on rows whose own text contains ${list(keepFields)}, as whole words.`,
    wanted.length > 0 &&
      `A text need not contain ${list(wanted)} for all that: Kindling writes another candidate where one does not${writesAgain ? ALSO_IN_PACKAGE : NOT_IN_FILES}`,
  ]
    .filter(Boolean)
    .map((sentence) => `\n\n${sentence}`)
    .join('');
}
