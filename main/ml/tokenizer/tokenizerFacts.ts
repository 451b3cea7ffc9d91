import { AppError } from '../../../shared/errors/errors.ts';

/** What the files of a tokenizer say of its special tokens. */
export interface TokenizerFacts {
  /** The end of a text, and its beginning; `null` where the files name none. */
  eos: number | null;
  bos: number | null;
  /** Whether `bos` is put before a text by itself. */
  addsBos: boolean;
  /** transformers' `model_max_length`: tokens that a text is cut to, its frame included; `Infinity` where none is told. */
  modelMaxLength: number;
}

/**
 * Reads what is special about a tokenizer without making one.
 *
 * @param tokenizerJson text of `tokenizer.json`
 * @param configJson text of `tokenizer_config.json`
 * @throws AppError `model_invalid` with the folder
 */
export function tokenizerFacts(tokenizerJson: string, configJson: string, folder: string): TokenizerFacts {
  try {
    const json = asObject(JSON.parse(tokenizerJson));
    const config = asObject(JSON.parse(configJson));
    const bos = idOf(json, tokenOf(config.bos_token));
    const first = firstSpecialToken(json.post_processor);
    const before = first === null ? null : idOf(json, first);
    return {
      eos: idOf(json, tokenOf(config.eos_token)),
      bos: bos ?? before,
      addsBos: before !== null && (bos === null || bos === before),
      modelMaxLength: modelMaxLengthOf(config),
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AppError('model_invalid', { path: folder, problem: `tokenizer: ${problem}` }, { cause: error });
  }
}

type Fields = Record<string, unknown>;

const asObject = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A token is written as such, or as an object with its `content`. */
export function tokenOf(token: unknown): string | null {
  const content = typeof token === 'string' ? token : asObject(token).content;
  return typeof content === 'string' ? content : null;
}

/** @param config content of `tokenizer_config.json`; transformers writes 10³⁰ where it knows none */
export const modelMaxLengthOf = ({ model_max_length: told }: { model_max_length?: unknown }): number =>
  typeof told === 'number' && told >= 1 ? Math.floor(told) : Number.POSITIVE_INFINITY;

function idOf(json: Fields, token: string | null): number | null {
  if (token === null) return null;
  const added = asList(json.added_tokens)
    .map(asObject)
    .find(({ content }) => content === token);
  if (added) return asId(added.id);
  const { vocab } = asObject(json.model);
  // Unigram has a list of pairs; the others have names and numbers.
  if (Array.isArray(vocab)) return asId(vocab.findIndex((entry) => asList(entry)[0] === token));
  return Object.hasOwn(asObject(vocab), token) ? asId(asObject(vocab)[token]) : null;
}

const asId = (id: unknown): number | null => (Number.isSafeInteger(id) && (id as number) >= 0 ? (id as number) : null);

/** The token that a template puts before a single text, wherever the template lies among other processors. */
function firstSpecialToken(processor: unknown): string | null {
  const { type, single, processors, cls } = asObject(processor);
  if (type === 'Sequence') {
    for (const inner of asList(processors)) {
      const found = firstSpecialToken(inner);
      if (found !== null) return found;
    }
  }
  if (type === 'TemplateProcessing') {
    const { id } = asObject(asObject(asList(single)[0]).SpecialToken);
    return typeof id === 'string' ? id : null;
  }
  if (type === 'BertProcessing' || type === 'RobertaProcessing') return tokenOf(asList(cls)[0]);
  return null;
}
