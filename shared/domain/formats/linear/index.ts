import { taskOf } from '../../tasks/index.ts';
import { pythonFolder, pythonTemplate } from '../../tasks/python.ts';
import { defineFormat } from '../format.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

const BYTES_PER_WEIGHT = 4;
/** Beside a model's weights: rules of pieces, the program, the card. */
const OTHER_BYTES = 40_000;

/** The text of a row, as the model reads it. */
const template = (recipe: object): string => ('template' in recipe ? String(recipe.template) : '');

/** What of its program says what a founder asks for, and what that is. */
function asked(recipe: Parameters<typeof taskOf>[0]): [name: string, what: string] {
  const { kind, thresholds } = taskOf(recipe);
  if (kind === 'regression') return ['predict', 'the number'];
  if (thresholds) return ['told', 'the labels that hold, each with its probability'];
  return ['predict', 'labels with their probabilities, the likeliest first'];
}

/** A baseline's weights and labels with a Python program that needs NumPy alone. */
export const linear = defineFormat({
  baselines: true,
  options: { card: { kind: 'switch', default: true } },
  fits: () => null,
  bytes: ({ parameters }) => BYTES_PER_WEIGHT * parameters + OTHER_BYTES,
  snippets: {
    numpy: {
      language: 'python',
      text: ({ recipe }, folder) => {
        const [name, what] = asked(recipe);
        return `import sys

${pythonFolder(folder)}
sys.path.insert(0, folder)
from predict import ${name}

${pythonTemplate(template(recipe), 'text')}
print(${name}(text))  # ${what}`;
      },
    },
  },
  texts: { en, 'zh-CN': zhCN },
});
