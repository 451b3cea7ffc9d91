import type { Reads } from '../programs.ts';
import type { ScoreRecipe } from './recipe.ts';

/** A number in the unit of its column. */
export const programs: Reads<ScoreRecipe> = {
  form: 'reads',
  template: ({ template }) => template,
  tells: 'number',
  node: { print: 'console.log(results.logits.data[0] * config.target_std + config.target_mean);' },
  python: { print: 'print(float(results["logits"][0, 0]) * config["target_std"] + config["target_mean"])' },
  app: {
    name: 'score',
    says: 'The number that a text stands for.',
    returns: 'number',
    body: 'return scores[0]! * MODEL.scale + MODEL.shift;',
    expected: ([score], { scale, shift }) => (score as number) * scale + shift,
  },
};
