import { type Recipe, taskOf, textTemplate } from '../../tasks/index.ts';
import type { Programs, PythonAnswer } from '../../tasks/programs.ts';
import { pythonFolder, pythonTemplate, pythonString as quoted } from '../../tasks/python.ts';

/**
 * A program for Python that makes of a row what the model was trained for.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 */
export function pythonProgram({ recipe }: { recipe: Recipe }, folder?: string): string {
  const template = textTemplate(recipe);
  const text = template === null ? 'text = "…"' : pythonTemplate(template, 'text');
  const { programs } = taskOf(recipe);
  switch (programs.form) {
    case 'writes':
      return writing(folder, text);
    case 'reads':
      return reading(folder, text, programs.python);
    case 'searches':
      return reading(folder, text, VECTOR);
    case 'recommends':
      return `${begin('import json\n\nimport tensorflow as tf', folder)}\n${ITEMS}`;
  }
}

const begin = (imports: string, folder?: string): string => `${imports}

${pythonFolder(folder)}
model = tf.saved_model.load(folder)
run = model.signatures["serving_default"]`;

const TOKENIZER = 'tokenizer = AutoTokenizer.from_pretrained(folder)';

const writing = (
  folder: string | undefined,
  text: string,
): string => `${begin('import tensorflow as tf\nfrom transformers import AutoTokenizer', folder)}
${TOKENIZER}

${text}
ids = tokenizer(text)["input_ids"]
for _ in range(100):
    logits = run(input_ids=tf.constant([ids], tf.int32))["logits"]  # [batch, tokens, vocabulary]
    ids.append(int(tf.random.categorical(logits[:, -1] / 0.8, 1)[0, 0]))
    if ids[-1] == tokenizer.eos_token_id:
        break
print(tokenizer.decode(ids, skip_special_tokens=True))`;

function reading(folder: string | undefined, text: string, { imports = [], print }: PythonAnswer): string {
  const own = ['import json', ...imports].join('\n');
  return `${begin(`${own}\n\nimport tensorflow as tf\nfrom transformers import AutoTokenizer`, folder)}
${TOKENIZER}
with open(f"{folder}/config.json", encoding="utf-8") as file:
    config = json.load(file)

${text}
inputs = tokenizer([text], truncation=True, padding="longest", padding_side="right")
results = run(
    input_ids=tf.constant(inputs["input_ids"], tf.int32),
    attention_mask=tf.constant(inputs["attention_mask"], tf.int32),
)
${print}`;
}

const VECTOR: PythonAnswer = {
  print: `# Of length 1: the product of two texts is their cosine.
print(results["sentence_embedding"][0].numpy())`,
};

const ITEMS = `with open(f"{folder}/items.json", encoding="utf-8") as file:
    items = json.load(file)["items"]  # the first one has the token id 2
history = items[:3]  # what a user has had, the oldest first
ids = [0] + [items.index(item) + 2 for item in history]
scores = run(input_ids=tf.constant([ids], tf.int32))["logits"][0, -1, 2 : 2 + len(items)].numpy()
places = [place for place in scores.argsort()[::-1] if place + 2 not in ids]
print([items[place] for place in places[:10]])`;

/** What goes into a graph and comes out of it, by what programs do with it. */
const GRAPHS: Readonly<
  Record<Programs<never>['form'], { ids: 'text' | 'items'; mask: boolean; output: 'logits' | 'sentence_embedding' }>
> = {
  writes: { ids: 'text', mask: false, output: 'logits' },
  reads: { ids: 'text', mask: true, output: 'logits' },
  searches: { ids: 'text', mask: true, output: 'sentence_embedding' },
  recommends: { ids: 'items', mask: false, output: 'logits' },
};

/** The same for Node: scores of token ids, since what they stand for is the tokenizer's affair. */
export function javascriptProgram({ recipe }: { recipe: Recipe }, folder?: string): string {
  const { ids, mask, output } = GRAPHS[taskOf(recipe).programs.form];
  const place = folder === undefined ? "'.'; // the folder that holds this file" : `${quoted(folder)};`;
  const [imports, local, tokens] =
    ids === 'items'
      ? ['', '', 'const ids = [0, 2, 3]; // the begin, and two items of items.json: the first one has the id 2']
      : [
          "import { AutoTokenizer, env } from '@huggingface/transformers';\n",
          "env.allowRemoteModels = false;\nenv.localModelPath = '';\n",
          `const tokenizer = await AutoTokenizer.from_pretrained(folder);
const ids = tokenizer.encode("…");`,
        ];
  return `${imports}import * as tf from '@tensorflow/tfjs-node';

const folder = ${place}
${local}${tokens}
const model = await tf.node.loadSavedModel(folder, ['serve'], 'serving_default');
const input_ids = tf.tensor2d([ids], [1, ids.length], 'int32');
const { ${output} } = model.predict({ input_ids${mask ? ', attention_mask: tf.onesLike(input_ids)' : ''} });
console.log(${output}.shape, await ${output}.array());`;
}
