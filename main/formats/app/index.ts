import { mkdir, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import type { Format } from '../format.ts';
import { openTokenizer, writeJson } from '../huggingface/modelFiles.ts';
import { openLibraryModel } from '../libraryModel.ts';
import { onnxFolder, writeGraph } from '../onnx/onnxFolder.ts';
import { openExported } from '../onnx/runText.ts';
import { expectationOf } from './expectation.ts';
import { appFacts } from './facts.ts';
import { packageJson, pageFiles, testFile, usage } from './files.ts';
import { appModule } from './module.ts';

/** The folder of a package in which the model's own files are. */
const MODEL_FOLDER = 'model';

/** An npm package around an ONNX graph: a module whose function is named after the task, its test, a page to try it in. */
export const app: Format<'app'> = {
  async *write(source, options, folder) {
    const inner = join(folder, MODEL_FOLDER);
    await mkdir(inner);
    const steps = writeGraph(source, options, inner, { writesAgain: true });
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) yield step.value;
    const { files: written, receipt } = step.value;
    const files = await writePackage(source, { folder, inner, written });
    return { files: [...files, ...written.map((file) => `${MODEL_FOLDER}/${file}`)], receipt: receipt ?? null };
  },

  compare: ({ folder, ...written }, reference, differ) =>
    onnxFolder.compare({ ...written, folder: join(folder, MODEL_FOLDER) }, reference, differ),
};

async function writePackage(
  { model: trained, folder: library, head }: Parameters<(typeof app)['write']>[0],
  { folder, inner, written }: { folder: string; inner: string; written: readonly string[] },
): Promise<string[]> {
  const { recipe, name } = trained;
  const graph = written.find((file) => file.endsWith('.onnx')) as string;
  const model = await openLibraryModel(library, await head());
  const tokenizer = openTokenizer(model, library);
  const beside = written.filter((file) => file === `${graph}_data`);
  const facts = await appFacts(recipe, model, tokenizer, { folder: inner, graph, beside });
  const { source, declarations } = appModule(facts);
  const exported = await openExported(join(inner, graph));
  let test: string;
  try {
    test = testFile(recipe, await expectationOf(facts, model, tokenizer, exported));
  } finally {
    await exported.release();
  }
  const texts: Record<string, string> = {
    'index.ts': source,
    'index.js': stripTypeScriptTypes(source).replace(/[ \t]+$/gm, ''),
    'index.d.ts': declarations,
    'index.test.js': test,
    'README.md': usage(name, recipe),
    ...pageFiles(name, recipe),
  };
  for (const [file, text] of Object.entries(texts)) await writeFile(join(folder, file), text);
  await writeJson(join(folder, 'package.json'), packageJson(name, recipe));
  return ['package.json', ...Object.keys(texts)];
}
