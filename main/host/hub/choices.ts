import type { HubChoice } from '../../../shared/domain/models/hub.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { HubFile } from './hubApi.ts';
import { isSafePath } from './hubId.ts';

/** A way to have a model, with all that is needed to download it. */
export interface Choice extends Omit<HubChoice, 'files'> {
  files: HubFile[];
}

export const CONFIG = 'config.json';
export const INDEX = 'model.safetensors.index.json';
const WEIGHTS = 'model.safetensors';
const TOKENIZER = 'tokenizer.json';
/** What may lie beside them and is read, or should go where the model goes. */
const BESIDE = ['generation_config.json', 'tokenizer_config.json', 'chat_template.jinja', 'README.md'];
/** How an encoder makes vectors of texts, as sentence-transformers writes it; without them it would be guessed. */
const SENTENCES = [
  ...['modules.json', 'sentence_bert_config.json', 'config_sentence_transformers.json'],
  '1_Pooling/config.json',
];
const LICENSE_FILE = /^(?:licen[cs]e|notice|use_policy)(?:\.(?:md|txt))?$/i;
/** Nobody needs a text as large; weights go by what the disk has. */
const MOST_TEXT_BYTES = 100_000_000;
const MOST_CARD_BYTES = 2_000_000;

const PICKLED = /\.(?:bin|pt|pth|ckpt)$/i;

/** How weights are stored that are read here; each may have variants, such as `Q4_K_M`. */
const KNOWN_QUANTS = ['F32', 'F16', 'BF16', 'Q8_0', 'Q4_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q4_K', 'Q5_K', 'Q6_K'];
const QUANT = /(?:^|[-._])((?:UD-)?(?:I?Q\d|TQ\d|MXFP\d|NVFP\d)(?:_[A-Z\d]+)*|B?F16|F32)$/i;
const SPLIT = /-(\d{5})-of-(\d{5})\.gguf$/i;
/** A projection from pictures, or a matrix of importances, is no model of texts. */
const NO_MODEL = /(?:^|[/._-])(?:mmproj|imatrix)/i;

/**
 * The ways to have a model, the best first: its folder of safetensors, then its GGUFs from the largest to the smallest, those that cannot
 * be read after those that can.
 *
 * @param index the text of `model.safetensors.index.json`, where the weights are in several files
 * @throws AppError `model_pickled`, `hub_no_model`: there is nothing to have; `hub_answer_invalid` with a path that leaves the folder
 */
export function choicesOf(id: string, files: readonly HubFile[], index: string | null): Choice[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const folder = folderChoice(byPath, index);
  const ggufs = files
    .filter(({ path }) => /\.gguf$/i.test(path) && !NO_MODEL.test(path) && isSafePath(path))
    .map(ggufChoice)
    .sort((a, b) => Number(a.problem !== null) - Number(b.problem !== null) || b.bytes - a.bytes);
  const choices = [...(folder ? [folder] : []), ...ggufs];
  if (choices.length > 0) return choices;
  const pickled = files.find(({ path }) => PICKLED.test(path));
  if (pickled) throw new AppError('model_pickled', { path: id, file: pickled.path });
  throw new AppError('hub_no_model', { id });
}

function folderChoice(files: ReadonlyMap<string, HubFile>, index: string | null): Choice | null {
  const weights = files.has(WEIGHTS)
    ? [WEIGHTS]
    : files.has(INDEX) && index !== null
      ? [INDEX, ...shardsOf(index)]
      : [];
  if (weights.length === 0) return null;
  const wanted = [CONFIG, TOKENIZER, ...weights];
  const missing = wanted.find((path) => !files.has(path));
  const all = [...wanted, ...BESIDE, ...SENTENCES, ...[...files.keys()].filter((path) => LICENSE_FILE.test(path))];
  const found = all.flatMap((path) => files.get(path) ?? []).filter((file) => !isOversized(file));
  const problem = missing === undefined ? null : problemOf(new AppError('hub_file_missing', { file: missing }));
  return { file: null, quant: null, files: found, bytes: sum(found), problem };
}

/** Names of the files that the weights lie in. */
function shardsOf(index: string): string[] {
  let map: unknown;
  try {
    map = (JSON.parse(index) as { weight_map?: unknown } | null)?.weight_map;
  } catch {
    return [];
  }
  if (typeof map !== 'object' || map === null) return [];
  const names = [...new Set(Object.values(map))].filter((name) => typeof name === 'string');
  for (const path of names) {
    if (path.includes('/') || !isSafePath(path) || !path.endsWith('.safetensors'))
      throw new AppError('model_invalid', { path: INDEX, problem: `it names a file “${path.slice(0, 200)}”` });
  }
  return names.sort();
}

function isOversized({ path, bytes }: HubFile): boolean {
  if (path.endsWith('.safetensors')) return false;
  if (path === 'README.md' || LICENSE_FILE.test(path)) return bytes > MOST_CARD_BYTES;
  return bytes > MOST_TEXT_BYTES;
}

function ggufChoice(file: HubFile): Choice {
  const quant = quantOf(file.path);
  const split = SPLIT.exec(file.path)?.[2];
  let problem: AppError | null = null;
  if (split !== undefined) {
    const [path, value] = [file.path, String(Number(split))];
    problem = new AppError('model_setting_unsupported', { path, setting: 'split.count', value, known: '1' });
  } else if (quant !== null && !isKnown(quant)) {
    problem = new AppError('hub_quant_unsupported', { file: file.path, quant, known: KNOWN_QUANTS.join(', ') });
  }
  return { file: file.path, quant, files: [file], bytes: file.bytes, problem: problem && problemOf(problem) };
}

/** As in `SmolLM2-135M-Instruct-Q4_K_M.gguf`. */
export function quantOf(path: string): string | null {
  const name = path
    .replace(/^.*\//, '')
    .replace(/\.gguf$/i, '')
    .replace(/-\d{5}-of-\d{5}$/, '');
  return QUANT.exec(name)?.[1]?.toUpperCase() ?? null;
}

const isKnown = (quant: string): boolean => {
  const plain = quant.replace(/^UD-/, '');
  return KNOWN_QUANTS.some((known) => plain === known || (known.endsWith('_K') && plain.startsWith(`${known}_`)));
};

/**
 * The choice that a file's name or a quantisation's names.
 *
 * @throws AppError `hub_file_unknown` with those that there are
 */
export function chosenOf(id: string, choices: readonly Choice[], file: string | null): number | null {
  if (file === null) return null;
  const wanted = file.toLowerCase();
  const tests: ((choice: Choice) => boolean)[] = [
    (choice) => choice.file === file,
    (choice) => choice.file?.toLowerCase() === wanted,
    (choice) => choice.file?.toLowerCase().endsWith(`/${wanted}`) ?? false,
    (choice) => choice.quant?.toLowerCase() === wanted,
    (choice) => choice.file === null && wanted === 'safetensors',
  ];
  for (const test of tests) {
    const at = choices.findIndex(test);
    if (at >= 0) return at;
  }
  const known = choices.map((choice) => choice.file ?? 'safetensors').join(', ');
  throw new AppError('hub_file_unknown', { id, file, known });
}

export const problemOf = ({ code, details }: AppError) => ({ code, details });

const sum = (files: readonly HubFile[]) => files.reduce((total, { bytes }) => total + bytes, 0);
