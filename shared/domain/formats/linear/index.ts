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

/** A baseline's weights and labels with a Python program that needs NumPy alone. */
export const linear = defineFormat({
  baselines: true,
  options: { card: { kind: 'switch', default: true } },
  fits: () => null,
  bytes: ({ parameters }) => BYTES_PER_WEIGHT * parameters + OTHER_BYTES,
  snippets: {
    numpy: {
      language: 'python',
      text: ({ recipe }, folder) => `import sys

${pythonFolder(folder)}
sys.path.insert(0, folder)
from predict import predict

${pythonTemplate(template(recipe), 'text')}
print(predict(text))  # ${taskOf(recipe).kind === 'regression' ? 'the number' : 'labels with their probabilities, the likeliest first'}`,
    },
  },
  texts: { en, 'zh-CN': zhCN },
});
