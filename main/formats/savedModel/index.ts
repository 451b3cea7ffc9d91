import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pythonProgram } from '../../../shared/domain/formats/savedModel/snippets.ts';
import { AppError, toAppError } from '../../../shared/errors/errors.ts';
import { bundleFiles, readBundle, writeBundle } from '../../engine/compiler/tensorflow/checkpointBundle.ts';
import { javascriptSession } from '../../engine/compiler/tensorflow/javascriptSession.ts';
import { decodeSavedModel, encodeSavedModel } from '../../engine/compiler/tensorflow/savedModel.ts';
import { Session } from '../../engine/compiler/tensorflow/session.ts';
import type { TensorflowBinding } from '../../engine/compiler/tensorflowBinding.ts';
import type { Format, ModelSource } from '../format.ts';
import { openTokenizer } from '../huggingface/modelFiles.ts';
import { libraryCard } from '../libraryCard.ts';
import { openLibraryModel } from '../libraryModel.ts';
import { copyBeside, filesBeside } from '../recorded/filesBeside.ts';
import { maxDifference } from '../reference.ts';
import { type LoadedFolder, loadedFolder } from './runText.ts';
import { servedText } from './textGraph.ts';

const GRAPH_FILE = 'saved_model.pb';
const CARD_FILE = 'README.md';
/** Where TensorFlow looks for the numbers of the variables. */
const PREFIX = 'variables/variables';

/** The weights are the same numbers; what remains is the order of floating-point sums. */
const TOLERANCE = 1e-3;

/** A folder as TensorFlow loads it: the graph, its weights in a checkpoint, and what Hugging Face's folders say of the model. */
export const savedModel: Format<'savedModel'> = {
  async *write(source, { card }, folder) {
    const head = await source.head();
    const model = await openLibraryModel(source.folder, head);
    const { graph, served, weights, tables } = servedText(model.config, head);
    const files = filesBeside(source.folder);
    const tensors = [
      ...Array.from(tables, ([name, { shape, values }]) => ({ name, shape, read: async () => values })),
      ...Array.from(weights, ([name, shape]) => ({ name, shape, read: () => model.read(name) })),
    ];
    const total = tensors.length + files.length;
    for await (const done of writeBundle(join(folder, PREFIX), tensors)) yield { done, total };
    await writeFile(join(folder, GRAPH_FILE), encodeSavedModel(graph, served), { flush: true });
    for (const [index, file] of files.entries()) {
      await copyBeside(source.folder, model, file, folder);
      yield { done: tensors.length + index + 1, total };
    }
    const written = [GRAPH_FILE, ...Object.values(bundleFiles(PREFIX)), ...files];
    if (!card) return { files: written };
    await writeFile(join(folder, CARD_FILE), await cardOf(source));
    return { files: [...written, CARD_FILE] };
  },

  /** @throws AppError `model_invalid` with the folder, where it is damaged */
  async compare({ folder, source }, reference, { head, tensorflow }) {
    const model = await openLibraryModel(source, head);
    const library = await tensorflow();
    const loaded = await openFolder(folder, library).catch((thrown) => refused(folder, thrown));
    try {
      const tokenizer = openTokenizer(model, folder);
      const scores = async (ids: readonly number[]) => {
        try {
          return loaded.scores(ids);
        } catch (thrown) {
          return refused(folder, thrown);
        }
      };
      return {
        maxDifference: await maxDifference({ config: model.config, tokenizer, scores }, reference),
        tolerance: TOLERANCE,
      };
    } finally {
      loaded.close();
    }
  },
};

async function openFolder(folder: string, library: TensorflowBinding | null): Promise<LoadedFolder> {
  const { graph, signatures } = decodeSavedModel(await readFile(join(folder, GRAPH_FILE)));
  const session = library
    ? new Session(library, folder)
    : await javascriptSession(graph, readBundle(join(folder, PREFIX)));
  return loadedFolder(session, signatures);
}

/** What a library says of a damaged folder, in our words; what the disk says stays. */
function refused(folder: string, thrown: unknown): never {
  const error = toAppError(thrown);
  if (error.code !== 'internal') throw error;
  const problem = `SavedModel: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  throw new AppError('model_invalid', { path: folder, problem }, { cause: thrown });
}

const cardOf = (source: ModelSource): Promise<string> =>
  libraryCard(source, (trained) => ({
    form: {
      library: 'tensorflow',
      files:
        'It is a TensorFlow SavedModel: `saved_model.pb` is the graph, `variables` has its weights in F32; Python’s `tf.saved_model.load` and `tf.node.loadSavedModel` load it. It was loaded again and compared with what was trained.',
      program: { language: 'python', text: pythonProgram(trained) },
      differences: [],
    },
  }));
