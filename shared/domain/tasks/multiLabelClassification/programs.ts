import type { Reads } from '../programs.ts';
import type { TagRecipe } from './recipe.ts';

/** The labels that hold, by the thresholds that lie with the model: 0.5 where none was chosen. */
export const programs: Reads<TagRecipe> = {
  form: 'reads',
  template: ({ template }) => template,
  tells: 'labels',
  node: {
    fs: ['existsSync'],
    print: `const probabilities = Array.from(results.logits.data, (score) => 1 / (1 + Math.exp(-score)));
const chosen = \`\${folder}/thresholds.json\`; // of the labels that are not told from 0.5 on
const thresholds = new Map(existsSync(chosen) ? Object.entries(JSON.parse(readFileSync(chosen, 'utf8'))) : []);
for (const [place, probability] of probabilities.entries()) {
  const label = config.id2label[place];
  if (probability >= (thresholds.get(label) ?? 0.5)) console.log(probability.toFixed(3), label);
}`,
  },
  python: {
    imports: ['from pathlib import Path'],
    print: `chosen = Path(folder, "thresholds.json")  # of the labels that are not told from 0.5 on
thresholds = json.loads(chosen.read_text(encoding="utf-8")) if chosen.exists() else {}
for number, probability in enumerate(tf.sigmoid(results["logits"][0]).numpy()):
    label = config["id2label"][str(number)]
    if probability >= thresholds.get(label, 0.5):
        print(f"{probability:.3f}", label)`,
  },
  app: {
    name: 'tag',
    says: 'The labels of a text, the likeliest first. @param least probability of one; where it is left out, each has the threshold that was chosen for it (0.5 where none was)',
    returns: 'Tag[]',
    types: 'export interface Tag {\n  label: string;\n  probability: number;\n}\n',
    more: { parameter: 'least?: number', tested: 0 },
    body: `return MODEL.labels
        .map((label, place) => ({ label, probability: 1 / (1 + Math.exp(-scores[place]!)) }))
        .filter(({ probability }, place) => probability >= (least ?? MODEL.thresholds[place]!))
        .sort((a, b) => b.probability - a.probability);`,
    expected: (scores, { labels }) =>
      labels
        .map((label, place) => ({ label, probability: 1 / (1 + Math.exp(-(scores[place] as number))) }))
        .sort((a, b) => b.probability - a.probability),
  },
};
