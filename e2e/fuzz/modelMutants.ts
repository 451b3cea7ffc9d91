import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { Random } from '../../main/ml/random.ts';
import { writeTinyModel } from '../../main/workers/testing/tinyModel.ts';
import { mutatedGguf, mutatedSafetensors } from './binaryMutants.ts';
import { mutatedJson, pick } from './jsonMutants.ts';
import { mutatedTemplate } from './templateMutants.ts';

/** What of a model's files is spoilt. */
export const FUZZED_MODELS = ['safetensors', 'gguf', 'tokenizer', 'tokenizer_config', 'config', 'template'] as const;
export type FuzzedModel = (typeof FUZZED_MODELS)[number];

const GGUF_FIXTURES = join(import.meta.dirname, '../../main/formats/gguf/testing/fixtures');
const CHECKPOINTS = join(import.meta.dirname, '../../main/ml/architectures/testing/fixtures');
const GGUFS = readdirSync(GGUF_FIXTURES).filter((name) => name.endsWith('.gguf'));
const ARCHITECTURES = readdirSync(CHECKPOINTS).filter((name) => !name.includes('.'));

/**
 * Writes a malformed model into an empty folder: a good one with a few things done to one of its files. The same number gives the same
 * files.
 *
 * @returns the path to open
 */
export function writeModelMutant(folder: string, kind: FuzzedModel, seed: number): string {
  const random = new Random(seed * FUZZED_MODELS.length + FUZZED_MODELS.indexOf(kind));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (kind === 'gguf') {
    const path = join(folder, 'model.gguf');
    const good = readFileSync(join(GGUF_FIXTURES, pick(random, GGUFS)));
    writeFileSync(path, mutatedGguf(good, random));
    return path;
  }
  const model = join(folder, 'model');
  cpSync(tinyModel(folder), model, { recursive: true });
  mutateFolder(model, kind, random);
  return model;
}

function mutateFolder(folder: string, kind: Exclude<FuzzedModel, 'gguf'>, random: Random): void {
  const file = (name: string) => join(folder, name);
  const text = (name: string) => readFileSync(file(name), 'utf8');
  switch (kind) {
    case 'safetensors':
      if (random.integer(5)) mutateWeights(folder, random);
      else mutateFiles(folder, random);
      return;
    case 'tokenizer':
    case 'tokenizer_config':
      writeFileSync(file(`${kind}.json`), mutatedJson(text(`${kind}.json`), random));
      return;
    case 'config': {
      if (random.integer(2)) {
        writeFileSync(file('config.json'), mutatedJson(text('config.json'), random));
        return;
      }
      // Another architecture, with the weights that belong to it.
      const from = join(CHECKPOINTS, pick(random, ARCHITECTURES));
      writeFileSync(file('model.safetensors'), readFileSync(join(from, 'model.safetensors')));
      writeFileSync(file('tokenizer.json'), JSON.stringify(tokenizerOf(96, text('tokenizer.json'))));
      rmSync(file('generation_config.json'));
      writeFileSync(file('config.json'), mutatedJson(readFileSync(join(from, 'config.json'), 'utf8'), random));
      return;
    }
    case 'template': {
      const template = mutatedTemplate(random);
      if (random.integer(2)) {
        writeFileSync(file('chat_template.jinja'), template);
        return;
      }
      const config = JSON.parse(text('tokenizer_config.json')) as object;
      writeFileSync(file('tokenizer_config.json'), JSON.stringify({ ...config, chat_template: template }));
      return;
    }
    default:
      throw kind satisfies never;
  }
}

function mutateWeights(folder: string, random: Random): void {
  const path = join(folder, 'model.safetensors');
  writeFileSync(path, mutatedSafetensors(readFileSync(path), random));
}

const INDEX = 'model.safetensors.index.json';

/** What else a folder can have in the weights' place: an index that names other files, links, folders, pickles. */
function mutateFiles(folder: string, random: Random): void {
  const [weights, outside] = [join(folder, 'model.safetensors'), join(folder, '..', 'outside.safetensors')];
  const link = (target: string) => symlinkSync(target, weights);
  switch (random.integer(8)) {
    case 0:
    case 1: {
      renameSync(weights, join(folder, 'a.safetensors'));
      const map = Object.fromEntries([...tensorNames(folder, 'a.safetensors')].map((name) => [name, 'a.safetensors']));
      const index = JSON.stringify({ metadata: { total_size: 1 }, weight_map: map });
      writeFileSync(join(folder, INDEX), mutatedJson(index, random));
      return;
    }
    case 2: {
      renameSync(weights, outside);
      const name = pick(random, [
        `../${basename(outside)}`,
        outside,
        './../outside.safetensors',
        '..',
        '',
        'a/b.safetensors',
      ]);
      const map = Object.fromEntries(
        [...tensorNames(folder, '../outside.safetensors')].map((tensor) => [tensor, name]),
      );
      writeFileSync(join(folder, INDEX), JSON.stringify({ weight_map: map }));
      return;
    }
    case 3:
      // As in Hugging Face's cache: this is a model.
      renameSync(weights, outside);
      link(outside);
      return;
    case 4:
      rmSync(weights);
      link(pick(random, ['/dev/zero', '/dev/null', '..', 'model.safetensors', '/nothing/there', '/proc/self/mem']));
      return;
    case 5:
      rmSync(weights);
      mkdirSync(weights);
      return;
    case 6:
      rmSync(weights);
      writeFileSync(join(folder, pick(random, ['pytorch_model.bin', 'consolidated.00.pth', 'other'])), 'x');
      return;
    default: {
      const name = pick(random, ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'generation_config.json']);
      rmSync(join(folder, name));
      const target = pick(random, ['/dev/zero', '..', name, '/nothing/there', 'config.json']);
      symlinkSync(target, join(folder, name));
      return;
    }
  }
}

function tensorNames(folder: string, name: string): string[] {
  const bytes = readFileSync(join(folder, name));
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as object;
  return Object.keys(header).filter((key) => key !== '__metadata__');
}

/** A good model, beside the folders of mutants: made once. */
function tinyModel(folder: string): string {
  const path = `${folder}-good`;
  if (!existsSync(path)) writeTinyModel(path);
  return path;
}

/** The first tokens of a vocabulary, for a model that has no more. */
function tokenizerOf(tokens: number, json: string): object {
  const whole = JSON.parse(json) as { added_tokens: { id: number }[]; model: { vocab: Record<string, number> } };
  const vocab = Object.fromEntries(Object.entries(whole.model.vocab).filter(([, id]) => id < tokens));
  const added_tokens = whole.added_tokens.filter(({ id }) => id < tokens);
  return { ...whole, added_tokens, model: { ...whole.model, vocab, merges: [] } };
}
