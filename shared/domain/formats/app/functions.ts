import { type Recipe, taskOf } from '../../tasks/index.ts';
import { pythonString as quoted } from '../../tasks/python.ts';
import { templateColumns } from '../../tasks/template.ts';

/** What a package does with its model: one function, named after what the model was trained for. */
export interface AppFunction {
  name: string;
  /** Columns that it takes, a text each; `null` where it takes something else. */
  columns: readonly string[] | null;
}

/** A word that stands for writing a column. */
const VERBS: Readonly<Record<string, string>> = {
  description: 'describe',
  translation: 'translate',
  summary: 'summarize',
};

export function appFunction(recipe: Recipe): AppFunction {
  switch (recipe.kind) {
    case 'complete':
      return { name: writing(recipe.output), columns: recipe.inputs };
    case 'continue':
      return { name: 'complete', columns: null };
    case 'chat':
      return { name: 'chat', columns: null };
    case 'recommend':
      return { name: 'recommend', columns: null };
    default: {
      const names = {
        'text-classification': 'classify',
        'multi-label-classification': 'tag',
        regression: 'score',
      } as const;
      const { kind } = taskOf(recipe);
      return {
        name: kind in names ? names[kind as keyof typeof names] : 'search',
        columns: templateColumns(recipe.template),
      };
    }
  }
}

/** `writeTagline` of a column `tagline`; a name of TypeScript's whatever the column is called. */
function writing(column: string): string {
  const words = column.match(/[A-Za-z][A-Za-z0-9]*/g) ?? [];
  const verb = words.length === 1 ? VERBS[(words[0] as string).toLowerCase()] : undefined;
  return verb ?? `write${words.map((word) => (word[0] as string).toUpperCase() + word.slice(1)).join('')}`;
}

/** A name as a key of an object, quoted where it has to be. */
export const keyOf = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : `[${quoted(name)}]`;

/** A program that uses the package. @param folder where it is; the program stands beside it where it is left out */
export function appExample({ recipe }: { recipe: Recipe }, folder?: string): string {
  const { name, columns } = appFunction(recipe);
  const given = columns ? `{ ${columns.map((column) => `${keyOf(column)}: "…"`).join(', ')} }` : GIVEN[name];
  const start = `import { load } from ${quoted(`${folder ?? '.'}/index.js`)};\n\nconst model = await load();\n`;
  if (taskOf(recipe).kind === 'text-generation')
    return `${start}for await (const piece of model.${name}(${given})) process.stdout.write(piece);`;
  const more = name === 'search' ? ', ["one text to look through", "another one"]' : '';
  return `${start}console.log(await model.${name}(${given}${more}));`;
}

const GIVEN: Readonly<Record<string, string>> = {
  complete: '"The"',
  chat: '[{ role: "user", content: "…" }]',
  recommend: 'model.items.slice(0, 3)',
};
