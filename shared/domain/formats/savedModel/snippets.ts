import type { Recipe } from '../../tasks/index.ts';
import { taskOf } from '../../tasks/index.ts';
import { pythonFolder, pythonTemplate, pythonString as quoted } from '../../tasks/python.ts';

type Kind = ReturnType<typeof taskOf>['kind'];

const textOf = (recipe: Recipe): string =>
  'template' in recipe ? pythonTemplate(recipe.template, 'text') : 'text = "…"';

/**
 * A program for Python that makes of a row what the model was trained for.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 */
export function pythonProgram({ recipe }: { recipe: Recipe }, folder?: string): string {
  const { kind } = taskOf(recipe);
  const begin = (imports: string) => `${imports}

${pythonFolder(folder)}
model = tf.saved_model.load(folder)
run = model.signatures["serving_default"]`;
  if (kind === 'recommendation') return `${begin('import json\n\nimport tensorflow as tf')}\n${ITEMS}`;
  const tokenizer = 'tokenizer = AutoTokenizer.from_pretrained(folder)';
  if (kind === 'text-generation')
    return `${begin('import tensorflow as tf\nfrom transformers import AutoTokenizer')}
${tokenizer}

${textOf(recipe)}
ids = tokenizer(text)["input_ids"]
for _ in range(100):
    logits = run(input_ids=tf.constant([ids], tf.int32))["logits"]  # [batch, tokens, vocabulary]
    ids.append(int(tf.random.categorical(logits[:, -1] / 0.8, 1)[0, 0]))
    if ids[-1] == tokenizer.eos_token_id:
        break
print(tokenizer.decode(ids, skip_special_tokens=True))`;
  const paths = kind === 'multi-label-classification' ? '\nfrom pathlib import Path' : '';
  return `${begin(`import json${paths}\n\nimport tensorflow as tf\nfrom transformers import AutoTokenizer`)}
${tokenizer}
with open(f"{folder}/config.json", encoding="utf-8") as file:
    config = json.load(file)

${textOf(recipe)}
inputs = tokenizer([text], truncation=True, padding="longest", padding_side="right")
results = run(
    input_ids=tf.constant(inputs["input_ids"], tf.int32),
    attention_mask=tf.constant(inputs["attention_mask"], tf.int32),
)
${PYTHON_ANSWERS[kind]}`;
}

const PYTHON_ANSWERS: Readonly<Record<Exclude<Kind, 'text-generation' | 'recommendation'>, string>> = {
  'text-classification': `probabilities = tf.nn.softmax(results["logits"][0]).numpy()
for label in probabilities.argsort()[::-1][:3]:
    print(f"{probabilities[label]:.3f}", config["id2label"][str(label)])`,
  'multi-label-classification': `chosen = Path(folder, "thresholds.json")  # of the labels that are not told from 0.5 on
thresholds = json.loads(chosen.read_text(encoding="utf-8")) if chosen.exists() else {}
for number, probability in enumerate(tf.sigmoid(results["logits"][0]).numpy()):
    label = config["id2label"][str(number)]
    if probability >= thresholds.get(label, 0.5):
        print(f"{probability:.3f}", label)`,
  regression: 'print(float(results["logits"][0, 0]) * config["target_std"] + config["target_mean"])',
  'sentence-similarity': `# Of length 1: the product of two texts is their cosine.
print(results["sentence_embedding"][0].numpy())`,
};

const ITEMS = `with open(f"{folder}/items.json", encoding="utf-8") as file:
    items = json.load(file)["items"]  # the first one has the token id 2
history = items[:3]  # what a user has had, the oldest first
ids = [0] + [items.index(item) + 2 for item in history]
scores = run(input_ids=tf.constant([ids], tf.int32))["logits"][0, -1, 2 : 2 + len(items)].numpy()
places = [place for place in scores.argsort()[::-1] if place + 2 not in ids]
print([items[place] for place in places[:10]])`;

/** The same for Node: scores of token ids, since what they stand for is the tokenizer's affair. */
export function javascriptProgram({ recipe }: { recipe: Recipe }, folder?: string): string {
  const { kind } = taskOf(recipe);
  const place = folder === undefined ? "'.'; // the folder that holds this file" : `${quoted(folder)};`;
  const isDecoder = kind === 'text-generation' || kind === 'recommendation';
  const output = kind === 'sentence-similarity' ? 'sentence_embedding' : 'logits';
  const tokens =
    kind === 'recommendation'
      ? 'const ids = [0, 2, 3]; // the begin, and two items of items.json: the first one has the id 2'
      : `const tokenizer = await AutoTokenizer.from_pretrained(folder);
const ids = tokenizer.encode("…");`;
  const imports = kind === 'recommendation' ? '' : "import { AutoTokenizer, env } from '@huggingface/transformers';\n";
  const local = kind === 'recommendation' ? '' : "env.allowRemoteModels = false;\nenv.localModelPath = '';\n";
  const mask = isDecoder ? '' : ', attention_mask: tf.onesLike(input_ids)';
  return `${imports}import * as tf from '@tensorflow/tfjs-node';

const folder = ${place}
${local}${tokens}
const model = await tf.node.loadSavedModel(folder, ['serve'], 'serving_default');
const input_ids = tf.tensor2d([ids], [1, ids.length], 'int32');
const { ${output} } = model.predict({ input_ids${mask} });
console.log(${output}.shape, await ${output}.array());`;
}
