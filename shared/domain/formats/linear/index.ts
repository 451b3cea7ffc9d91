import { taskOf } from '../../tasks/index.ts';
import type { Reads } from '../../tasks/programs.ts';
import { pythonFolder, pythonTemplate } from '../../tasks/python.ts';
import { defineFormat } from '../format.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

const BYTES_PER_WEIGHT = 4;
/** Beside a model's weights: rules of pieces, the program, the card. */
const OTHER_BYTES = 40_000;

/** What of its program says what one asks for, and what that is. */
const ASKED: Readonly<Record<Reads<never>['tells'], { name: string; what: string }>> = {
  label: { name: 'predict', what: 'labels with their probabilities, the likeliest first' },
  labels: { name: 'told', what: 'the labels that hold, each with its probability' },
  number: { name: 'predict', what: 'the number' },
};

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
        const { programs, model } = taskOf(recipe);
        // A baseline of words reads texts, and nothing else.
        if (programs.form !== 'reads') throw new Error(`no baseline is kept as a ${model.noun}`);
        const { name, what } = ASKED[programs.tells];
        return `import sys

${pythonFolder(folder)}
sys.path.insert(0, folder)
from predict import ${name}

${pythonTemplate(programs.template(recipe), 'text')}
print(${name}(text))  # ${what}`;
      },
    },
  },
  texts: { en, 'zh-CN': zhCN },
});
