import { once } from 'node:events';
import type { CompletionEvent, CompletionRequest, TokenLogprob } from '../../../shared/domain/models/completion.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { ServedModel, ServedModels } from '../servedModels.ts';

/** Models that follow a script: what the server's own tests ask. */

export const WRITER: ServedModel = {
  ...{ id: 'writer0001', name: 'Product writer', created: 1_700_000_000, contextLength: 256 },
  abilities: ['completions', 'chat'],
};
export const ENCODER: ServedModel = {
  ...{ id: 'encoder001', name: 'Encoder', created: 1_700_000_001, contextLength: 512 },
  abilities: ['embeddings'],
};
export const SORTER: ServedModel = {
  ...{ id: 'sorter0001', name: 'Sorter', created: 1_700_000_002, contextLength: 128 },
  abilities: ['classify'],
};

/** A token a word, of a likelihood that its length says. */
const token = (text: string): TokenLogprob => ({
  ...{ id: text.length, token: text, bytes: [...Buffer.from(text)], logprob: -text.length / 10 },
  top: [{ id: text.length, token: text, bytes: [...Buffer.from(text)], logprob: -text.length / 10 }],
});
const words = (text: string): string[] => text.match(/\s*\S+|\s+/g) ?? [];

const promptOf = ({ prompt }: CompletionRequest): string => {
  switch (prompt.kind) {
    case 'text':
      return prompt.text;
    case 'ids':
      return prompt.ids.map((id) => ` ${id}`).join('');
    case 'chat':
      return prompt.messages.map(({ role, content }) => `${role}: ${content}`).join('\n');
    default:
      return prompt.inputs.map(({ column, value }) => `${column}: ${value}`).join('\n');
  }
};

export interface Script {
  /** What is written, in tokens. */
  write(request: CompletionRequest): string[];
  /** Waited for before each token. */
  beforeToken(request: CompletionRequest, at: number, signal: AbortSignal): Promise<void> | void;
}

/** Requests that were made of it, and those that are under way. */
export interface ScriptedModels extends ServedModels {
  readonly script: Script;
  readonly asked: CompletionRequest[];
  readonly underWay: Set<CompletionRequest>;
}

/** Repeats what it is asked, word for word, and names the seed. */
export function scriptedModels(script: Partial<Script> = {}): ScriptedModels {
  const asked: CompletionRequest[] = [];
  const underWay = new Set<CompletionRequest>();
  const followed: Script = {
    write: (request) => [...words(promptOf(request)), ` #${request.sampling.seed}`],
    beforeToken: () => {},
    ...script,
  };
  return {
    script: followed,
    asked,
    underWay,
    list: () => [WRITER, ENCODER, SORTER],
    async *complete(_, request, signal): AsyncGenerator<CompletionEvent> {
      asked.push(request);
      underWay.add(request);
      try {
        const prompt = words(promptOf(request));
        if (prompt.length > 200) throw new AppError('prompt_too_long', { tokens: prompt.length, limit: 200 });
        const promptTokens = prompt.map((word, at) => ({
          ...token(word),
          ...(at === 0 && { logprob: null, top: [] }),
        }));
        yield {
          ...{ event: 'started', promptTokens: prompt.length, cachedTokens: 0 },
          ...(request.promptLogprobs && { prompt: promptTokens }),
        };
        const all = followed.write(request);
        const most = request.max_tokens ?? all.length;
        let written = 0;
        for (const word of all.slice(0, most)) {
          await followed.beforeToken(request, written, signal);
          if (signal.aborted) throw new AppError('cancelled');
          written++;
          yield { event: 'text', text: word, ...(request.logprobs !== null && { logprobs: [token(word)] }) };
        }
        const usage = { promptTokens: prompt.length, completionTokens: written, cachedTokens: 0 };
        yield { event: 'done', finishReason: written < all.length ? 'length' : 'stop', usage };
      } finally {
        underWay.delete(request);
      }
    },
    embed: async (_, texts) => ({
      vectors: texts.map((text) => [text.length, 0.5, -0.25]),
      tokens: texts.reduce((sum, text) => sum + text.length, 0),
    }),
    classify: async (_, texts) => ({
      answers: texts.map((source) => ({
        labels: [{ label: source.kind === 'text' ? source.text : 'inputs', probability: 0.75 }],
      })),
      tokens: texts.length,
    }),
  };
}

/** Resolves when a signal fires. */
export const aborted = (signal: AbortSignal): Promise<unknown> =>
  signal.aborted ? Promise.resolve() : once(signal, 'abort');
