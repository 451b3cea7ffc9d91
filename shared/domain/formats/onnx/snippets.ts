import { type Recipe, taskOf, textTemplate } from '../../tasks/index.ts';
import type { NodeAnswer } from '../../tasks/programs.ts';
import { pythonString as quoted } from '../../tasks/python.ts';
import { parseTemplate, templateColumns } from '../../tasks/template.ts';

/**
 * A program for Node that makes of a row what the model was trained for: with transformers.js where it writes, with ONNX Runtime itself where it
 * reads, since transformers.js has no class of decoders that tell labels.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 */
export function javascriptExample({ recipe }: { recipe: Recipe }, folder?: string): string {
  const place = folder === undefined ? "'.'; // the folder that holds this file" : `${quoted(folder)};`;
  const template = textTemplate(recipe);
  const text = template === null ? 'const text = "…";' : rowTemplate(template);
  const { programs } = taskOf(recipe);
  switch (programs.form) {
    case 'writes':
      return writing(place, text);
    case 'reads':
      return reading(place, text, programs.node);
    case 'searches':
      return reading(place, text, VECTOR);
    case 'recommends':
      return `${runtime()}\n\nconst folder = ${place}\n${ITEMS}`;
  }
}

const writing = (place: string, text: string): string => `import { env, pipeline } from '@huggingface/transformers';

const folder = ${place}
env.allowRemoteModels = false;
env.localModelPath = '';
// dtype names the file in onnx/: fp32 is model.onnx; fp16, int8 and q4 have theirs.
const write = await pipeline('text-generation', folder, { dtype: 'fp32' });
${text}
const options = { max_new_tokens: 100, do_sample: true, temperature: 0.8, return_full_text: false };
console.log(await write(text, options));`;

const runtime = (fs: readonly string[] = []): string =>
  `import { ${[...fs, 'readFileSync'].join(', ')} } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';`;

const reading = (place: string, text: string, { fs, print }: NodeAnswer): string => `${runtime(fs)}
import { AutoTokenizer, env } from '@huggingface/transformers';

const folder = ${place}
env.allowRemoteModels = false;
env.localModelPath = '';
const tokenizer = await AutoTokenizer.from_pretrained(folder);
const session = await InferenceSession.create(\`\${folder}/onnx/model.onnx\`);
const config = JSON.parse(readFileSync(\`\${folder}/config.json\`, 'utf8'));
${text}
const { input_ids, attention_mask } = await tokenizer(text, { truncation: true });
const int64 = ({ data, dims }) => new Tensor('int64', data, dims);
const results = await session.run({ input_ids: int64(input_ids), attention_mask: int64(attention_mask) });
${print}`;

const VECTOR: NodeAnswer = {
  print: '// Of length 1: the product of two texts is their cosine.\nconsole.log(results.sentence_embedding.data);',
};

const ITEMS = `const { items } = JSON.parse(readFileSync(\`\${folder}/items.json\`, 'utf8')); // the first one has the token id 2
const session = await InferenceSession.create(\`\${folder}/onnx/model.onnx\`);
const history = items.slice(0, 3); // what a user has had, the oldest first
const ids = [0, ...history.map((item) => items.indexOf(item) + 2)];
const int64 = (values) => new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
const feeds = { input_ids: int64(ids), attention_mask: int64(ids.map(() => 1)), position_ids: int64(ids.map((_, place) => place)) };
for (const { name, shape } of session.inputMetadata)
  feeds[name] ??= new Tensor('float32', new Float32Array(), [1, shape[1], 0, shape[3]]); // nothing is remembered yet
const { logits } = await session.run(feeds);
const scores = logits.data.slice(-logits.dims[2]).slice(2, 2 + items.length);
const places = [...scores.keys()].filter((place) => !ids.includes(place + 2)).sort((a, b) => scores[b] - scores[a]);
console.log(places.slice(0, 10).map((place) => items[place]));`;

/** A row's cells and the text that a template makes of them. */
function rowTemplate(template: string): string {
  const cells = templateColumns(template).map((column) => `${quoted(column)}: "…"`);
  const parts = parseTemplate(template).map((piece) =>
    piece.kind === 'text' ? quoted(piece.text) : `row[${quoted(piece.name)}]`,
  );
  return `const row = { ${cells.join(', ')} };\nconst text = ${parts.join(' + ') || '""'};`;
}
