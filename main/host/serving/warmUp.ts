import { type CompletionRequest, NEUTRAL_SAMPLING } from '../../../shared/domain/models/completion.ts';
import type { ServedModel, ServedModels } from '../../serving/servedModels.ts';

/** Words of a usual question, where the context has room for them: reading many tokens is another program than reading one. */
const [WORDS, LEAST_CONTEXT_PER_WORD] = [32, 8];

const SHORT = {
  max_tokens: 2,
  sampling: NEUTRAL_SAMPLING,
  stop: [],
  logprobs: null,
  promptLogprobs: false,
  schema: null,
};

const question = (contextLength: number | null): CompletionRequest => {
  const words = Math.min(WORDS, Math.floor((contextLength ?? Number.POSITIVE_INFINITY) / LEAST_CONTEXT_PER_WORD));
  return { prompt: { kind: 'text', text: 'a '.repeat(words) }, ...SHORT };
};

/** Asks a model for little, so that it is loaded and its programs are. It is not cancelled: a process that is asked to stop while it loads may have to be ended. */
export async function warmUp(models: ServedModels, { id, abilities, contextLength }: ServedModel): Promise<void> {
  const never = new AbortController().signal;
  if (abilities.includes('completions')) for await (const _ of models.complete(id, question(contextLength), never));
  else if (abilities.includes('classify')) await models.classify(id, [{ kind: 'text', text: 'a' }], never);
  else await models.embed(id, ['a'], never);
}
