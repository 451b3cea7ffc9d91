import type { Reads } from '../programs.ts';
import type { ClassifyRecipe } from './recipe.ts';

/** The likeliest label, with how likely each is. */
export const programs: Reads<ClassifyRecipe> = {
  form: 'reads',
  template: ({ template }) => template,
  tells: 'label',
  node: {
    print: `const weights = Array.from(results.logits.data, Math.exp);
const sum = weights.reduce((total, weight) => total + weight, 0);
for (const [place, weight] of weights.entries()) console.log((weight / sum).toFixed(3), config.id2label[place]);`,
  },
  python: {
    print: `probabilities = tf.nn.softmax(results["logits"][0]).numpy()
for label in probabilities.argsort()[::-1][:3]:
    print(f"{probabilities[label]:.3f}", config["id2label"][str(label)])`,
  },
  app: {
    name: 'classify',
    says: 'The likeliest label of a text.',
    returns: 'Label',
    types:
      'export interface Label {\n  label: string;\n  probability: number;\n  /** Of each label. */\n  probabilities: Record<string, number>;\n}\n',
    body: `const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
      const weights = Array.from(scores, (score) => Math.exp(score - largest));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const best = weights.indexOf(Math.max(...weights));
      const probabilities = Object.fromEntries(MODEL.labels.map((label, place) => [label, weights[place]! / sum]));
      return { label: MODEL.labels[best]!, probability: weights[best]! / sum, probabilities };`,
    expected(scores, { labels }) {
      const largest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
      const weights = Array.from(scores, (score) => Math.exp(score - largest));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const shares = labels.map((label, place) => [label, (weights[place] as number) / sum] as const);
      const [label, probability] = shares[scores.indexOf(largest)] as (typeof shares)[number];
      return { label, probability, probabilities: Object.fromEntries(shares) };
    },
  },
};
