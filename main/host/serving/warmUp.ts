import { type CompletionRequest, NEUTRAL_SAMPLING } from '../../../shared/domain/models/completion.ts';
import type { ServedModel, ServedModels } from '../../serving/servedModels.ts';

const SHORTEST: CompletionRequest = {
  ...{ prompt: { kind: 'text', text: 'a' }, max_tokens: 1, sampling: NEUTRAL_SAMPLING },
  ...{ stop: [], logprobs: null, promptLogprobs: false, schema: null },
};

/** Asks a model for the least that it can do. It is not cancelled: a process that is asked to stop while it loads may have to be ended. */
export async function warmUp(models: ServedModels, { id, abilities }: ServedModel): Promise<void> {
  const never = new AbortController().signal;
  if (abilities.includes('completions')) for await (const _ of models.complete(id, SHORTEST, never));
  else if (abilities.includes('classify')) await models.classify(id, [{ kind: 'text', text: 'a' }], never);
  else await models.embed(id, ['a'], never);
}
