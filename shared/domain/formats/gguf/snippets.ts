import { contextOf } from '../../architectures/index.ts';
import { makesVectors, ollamaName } from '../../models/ollama.ts';
import type { TrainedModel } from '../../models/trainedModel.ts';
import { askedOf, textTemplate } from '../../tasks/index.ts';
import { parseTemplate } from '../../tasks/template.ts';
import type { GivenValues, ModelFacts } from '../format.ts';
import { type GgufDtype, ggufFile } from './types.ts';

type Model = Pick<ModelFacts, 'recipe' | 'config' | 'base'> & Partial<Pick<TrainedModel, 'name'>>;

/** As POSIX shells read it; PowerShell, too, where it has no apostrophe. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** A file of the export; the commands are given in its folder where that is left out. */
const inside = (folder: string | undefined, file: string): string =>
  quoted(folder === undefined ? file : `${folder}/${file}`);

const fileOf = ({ dtype, adapter }: GivenValues): string => ggufFile(dtype as GgufDtype, adapter === true);

/** A prompt as the model was trained on, with dots in the place of a row's cells; `null` for one of conversations. */
function prompt({ recipe }: Pick<Model, 'recipe'>): string | null {
  const template = textTemplate(recipe);
  if (template === null) return null;
  const pieces = parseTemplate(template);
  // What a text that is continued begins with; of a prompt all of it.
  const shown = askedOf(recipe)?.by === 'beginning' ? pieces.slice(0, 1) : pieces;
  return shown.map((piece) => (piece.kind === 'text' ? piece.text : '…')).join('');
}

export const ollamaExample = (model: Model, folder?: string): string => {
  const name = ollamaName(model);
  const asked = prompt(model);
  const create = `ollama create ${name} -f ${inside(folder, 'Modelfile')}`;
  if (makesVectors(model)) {
    const request = JSON.stringify({ model: name, input: asked ?? '…' });
    return `${create}\ncurl http://127.0.0.1:11434/api/embed -d ${quoted(request)}`;
  }
  return `${create}
ollama run ${name}${asked === null ? '' : ` ${quoted(asked)}`}`;
};

export const lmStudioExample = (_model: Model, folder: string | undefined, values: GivenValues): string =>
  `lms import ${inside(folder, fileOf(values))}`;

export function llamaCppExample(model: Model, folder: string | undefined, values: GivenValues): string {
  const asked = prompt(model);
  const file = inside(folder, fileOf(values));
  if (makesVectors(model)) return `llama-embedding -m ${file} -p ${quoted(asked ?? '…')}`;
  const files = values.adapter === true ? `-m ${quoted('base.gguf')} --lora ${file}` : `-m ${file}`;
  const context = `-c ${contextOf(model.config)}`;
  return asked === null
    ? `llama-cli ${files} ${context}`
    : `llama-completion ${files} ${context} -n 100 -no-cnv -p ${quoted(asked)}`;
}
