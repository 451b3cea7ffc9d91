import type { Recipe } from '../../tasks/index.ts';
import { taskOf } from '../../tasks/index.ts';
import { pythonString } from '../../tasks/python.ts';
import { parseTemplate, templateColumns } from '../../tasks/template.ts';

/** A string literal of JSON is one of JavaScript too. */
const quoted = pythonString;

/**
 * A program for transformers.js, run by Node or a bundler's page, that makes of a row what the model was trained for.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 */
export function javascriptExample({ recipe }: { recipe: Recipe }, folder?: string): string {
  const place = folder === undefined ? "'.'; // the folder that holds this file" : `${quoted(folder)};`;
  const { kind } = taskOf(recipe);
  const template = 'template' in recipe ? recipe.template : null;
  if (kind === 'recommendation') {
    return `import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readFileSync } from 'node:fs';

const folder = ${place}
const items = JSON.parse(readFileSync(\`\${folder}/items.json\`, 'utf8'));
const session = await InferenceSession.create(\`\${folder}/onnx/model.onnx\`);
console.log(session.inputNames, session.outputNames, items);`;
  }
  const task =
    kind === 'sentence-similarity' ? 'feature-extraction' : kind === 'regression' ? 'text-classification' : kind;
  return `import { env, pipeline } from '@huggingface/transformers';

const folder = ${place}
env.allowRemoteModels = false;
env.localModelPath = '';
// dtype names the file in onnx/: fp32 is model.onnx, then fp16, int8, q4
const run = await pipeline('${task}', folder, { dtype: 'fp32' });
${template === null ? 'const text = "…";' : rowTemplate(template)}
console.log(await run(text${optionsOf(kind)}));`;
}

const optionsOf = (kind: string): string =>
  kind === 'text-generation'
    ? ', { max_new_tokens: 100, do_sample: true, temperature: 0.8, return_full_text: false }'
    : kind === 'sentence-similarity'
      ? ", { pooling: 'mean', normalize: true }"
      : '';

/** A row's cells and the text that a template makes of them. */
function rowTemplate(template: string): string {
  const cells = templateColumns(template).map((column) => `${quoted(column)}: "…"`);
  const parts = parseTemplate(template).map((piece) =>
    piece.kind === 'text' ? quoted(piece.text) : `row[${quoted(piece.name)}]`,
  );
  return `const row = { ${cells.join(', ')} };\nconst text = ${parts.join(' + ') || '""'};`;
}
