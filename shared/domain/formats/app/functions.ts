import { type Recipe, taskOf } from '../../tasks/index.ts';
import type { Asked } from '../../tasks/programs.ts';
import { pythonString as quoted } from '../../tasks/python.ts';
import { templateColumns } from '../../tasks/template.ts';

/** What a package does with its model: one function, named after what the model was trained for. */
export interface AppFunction {
  name: string;
  /** What it is called with. */
  takes: 'row' | 'rowAndTexts' | 'beginning' | 'messages' | 'history';
  /** Columns of the row that it takes, a text each; `null` where it takes none. */
  columns: readonly string[] | null;
  /** It gives a text in pieces, as they are written, and not one answer. */
  writes: boolean;
}

export function appFunction(recipe: Recipe): AppFunction {
  const { programs } = taskOf(recipe);
  switch (programs.form) {
    case 'writes':
      return { ...writing(programs.asked(recipe)), writes: true };
    case 'reads': {
      const columns = templateColumns(programs.template(recipe));
      return { name: programs.app.name, takes: 'row', columns, writes: false };
    }
    case 'searches': {
      const columns = templateColumns(programs.template(recipe));
      return { name: 'search', takes: 'rowAndTexts', columns, writes: false };
    }
    case 'recommends':
      return { name: 'recommend', takes: 'history', columns: null, writes: false };
  }
}

function writing(asked: Asked): Omit<AppFunction, 'writes'> {
  switch (asked.by) {
    case 'row':
      return { name: verbFor(asked.output), takes: 'row', columns: asked.columns };
    case 'beginning':
      return { name: 'complete', takes: 'beginning', columns: null };
    case 'messages':
      return { name: 'chat', takes: 'messages', columns: null };
  }
}

/** A word that stands for writing a column. */
const VERBS: Readonly<Record<string, string>> = {
  description: 'describe',
  translation: 'translate',
  summary: 'summarize',
};

/** `writeTagline` of a column `tagline`; a name of TypeScript's whatever the column is called. */
function verbFor(column: string): string {
  const words = column.match(/[A-Za-z][A-Za-z0-9]*/g) ?? [];
  const verb = words.length === 1 ? VERBS[(words[0] as string).toLowerCase()] : undefined;
  return verb ?? `write${words.map((word) => (word[0] as string).toUpperCase() + word.slice(1)).join('')}`;
}

/** A name as a key of an object, quoted where it has to be. */
export const keyOf = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : `[${quoted(name)}]`;

/** A program that uses the package. @param folder where it is; the program stands beside it where it is left out */
export function appExample({ recipe }: { recipe: Recipe }, folder?: string): string {
  const { name, takes, columns, writes } = appFunction(recipe);
  const row = `{ ${(columns ?? []).map((column) => `${keyOf(column)}: "…"`).join(', ')} }`;
  const given: Record<AppFunction['takes'], string> = {
    row,
    rowAndTexts: `${row}, ["one text to look through", "another one"]`,
    beginning: '"The"',
    messages: '[{ role: "user", content: "…" }]',
    history: 'model.items.slice(0, 3)',
  };
  const start = `import { load } from ${quoted(`${folder ?? '.'}/index.js`)};\n\nconst model = await load();\n`;
  const call = `model.${name}(${given[takes]})`;
  return (
    start + (writes ? `for await (const piece of ${call}) process.stdout.write(piece);` : `console.log(await ${call});`)
  );
}
