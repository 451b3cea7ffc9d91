import { contextOf } from '../../../../shared/domain/architectures/index.ts';
import { type CompletionRequest, NEUTRAL_SAMPLING } from '../../../../shared/domain/models/completion.ts';
import { THERE_PROMPTS, THERE_TOKENS, type WrittenHere } from '../../../../shared/domain/models/there.ts';
import { AsyncQueue } from '../../../../shared/ipc/asyncQueue.ts';
import { openTokenizer } from '../../../formats/huggingface/modelFiles.ts';
import { openLibraryModel } from '../../../formats/libraryModel.ts';
import type { ProgramMaker } from '../../../ml/program/program.ts';
import { encodePrompt } from '../../../ml/sample/encodePrompt.ts';
import type { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';
import type { HereEvent } from '../../task.ts';
import { TextModel } from './textModel.ts';

/** What may be gone on with, in this order: prompts of rows, cut as in training; or beginnings of texts, or of their tokens. */
export type Beginnings =
  | { kind: 'rows'; rows: readonly { row: number; prompt: string }[]; promptLimit: number | null }
  | { kind: 'texts'; texts: readonly string[] }
  | { kind: 'tokens'; tokens: readonly (readonly number[])[] };

/** Tokens of a beginning, where nothing is given to the model. */
const BEGINNING = 8;
/** Tokens that a difference is looked for among. */
const LIKELIEST = 5;

type Prompt = Pick<WrittenHere, 'row' | 'text' | 'prompt' | 'most'>;

/** Goes on with some of them by the weights of a file, the likeliest token each time. */
export async function* writtenHere(
  file: string,
  beginnings: Beginnings,
  makeProgram: ProgramMaker,
): AsyncGenerator<HereEvent> {
  const opened = await openLibraryModel(file);
  const contextLength = contextOf(opened.config);
  const prompts = promptsOf(beginnings, openTokenizer(opened, file), contextLength);
  const model = await TextModel.open(file, makeProgram);
  const events = new AsyncQueue<HereEvent>();
  const total = prompts.reduce((sum, { most }) => sum + most, 0);
  let done = 0;
  const take = (tokens: number) => {
    done += tokens;
    events.push({ event: 'progress', done, total });
  };
  const writing = Promise.all(prompts.map((prompt) => goOn(model, prompt, take)));
  writing.then(
    (written) => {
      events.push({ event: 'done', written, contextLength });
      events.end();
    },
    (error) => events.fail(error),
  );
  try {
    yield* events;
  } finally {
    await writing.catch(() => {});
    model.dispose();
  }
}

/** Those that leave room for a token, of which there is one. */
function promptsOf(beginnings: Beginnings, tokenizer: Tokenizer, contextLength: number): Prompt[] {
  const fitting = candidates(beginnings, tokenizer).filter(({ prompt }) => prompt.length < contextLength);
  const nothing = { row: null, text: null, prompt: [tokenizer.beginning] };
  return (fitting.length > 0 ? fitting.slice(0, THERE_PROMPTS) : [nothing]).map((one) => ({
    ...one,
    most: Math.min(THERE_TOKENS, contextLength - one.prompt.length),
  }));
}

function candidates(beginnings: Beginnings, tokenizer: Tokenizer): Omit<Prompt, 'most'>[] {
  if (beginnings.kind === 'rows') {
    const { rows, promptLimit } = beginnings;
    return rows.map(({ row, prompt: text }) => {
      const { ids, cutTokens } = encodePrompt(text, tokenizer, promptLimit);
      return { row, text: cutTokens === 0 ? text : null, prompt: ids };
    });
  }
  const all =
    beginnings.kind === 'tokens'
      ? beginnings.tokens
      : beginnings.texts.map((text) => encodePrompt(text, tokenizer, null).ids);
  const different = new Map(all.map((ids) => ids.slice(0, BEGINNING)).map((ids) => [ids.join(), ids]));
  return Array.from(different.values(), (prompt) => ({ row: null, text: null, prompt }));
}

async function goOn(model: TextModel, prompt: Prompt, take: (tokens: number) => void): Promise<WrittenHere> {
  const request: CompletionRequest = {
    ...{ prompt: { kind: 'ids', ids: prompt.prompt }, max_tokens: prompt.most, stop: [], schema: null },
    ...{ sampling: { ...NEUTRAL_SAMPLING, temperature: 0 }, logprobs: LIKELIEST, promptLogprobs: false },
  };
  const written: WrittenHere = { ...prompt, ids: [], output: '', likely: [] };
  for await (const event of model.complete(request, new AbortController().signal)) {
    if (event.event !== 'text') continue;
    const { text, logprobs = [] } = event;
    written.output += text;
    written.ids.push(...logprobs.map(({ id }) => id));
    written.likely.push(...logprobs.map(({ top }) => top.map(({ id, logprob }): [number, number] => [id, logprob])));
    take(logprobs.length);
  }
  // One that has ended before is as far as it will be.
  take(prompt.most - written.ids.length);
  return written;
}
