import type { CompletionEvent, CompletionRequest } from '../../shared/domain/models/completion.ts';
import type { TextSource } from '../../shared/domain/models/generation.ts';
import type { Ability } from '../../shared/domain/models/server.ts';
import type { Json } from '../../shared/errors/json.ts';
import { ApiError, invalid } from './apiError.ts';

export interface ServedModel {
  id: string;
  /** As the user calls it: good in the place of the id where no other one is called so. */
  name: string;
  /** Seconds since 1970. */
  created: number;
  abilities: readonly Ability[];
  /** Tokens that prompt and text may have together; `null` where there is no such limit. */
  contextLength: number | null;
}

export interface Embedded {
  vectors: readonly (readonly number[])[];
  tokens: number;
}

export interface Classified {
  /** What the model says of each text, in the order of the texts. */
  answers: readonly Json[];
  tokens: number;
}

/** The models behind the server: the host's, or a test's. Whatever is cancelled by `signal` frees its place at once. */
export interface ServedModels {
  list(): readonly ServedModel[];
  complete(model: string, request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionEvent>;
  embed(model: string, texts: readonly string[], signal: AbortSignal): Promise<Embedded>;
  classify(model: string, texts: readonly TextSource[], signal: AbortSignal): Promise<Classified>;
}

const DOES: Record<Ability, string> = {
  completions: 'continue texts (/v1/completions)',
  chat: 'answer messages (/v1/chat/completions)',
  embeddings: 'make vectors of texts (/v1/embeddings)',
  classify: 'tell labels or numbers (/v1/classify)',
};

/** @throws ApiError 404 for a model that is not served, 400 for one that cannot do what is asked */
export function findModel(models: readonly ServedModel[], asked: string, ability: Ability | null): ServedModel {
  const named = models.filter(({ name }) => name === asked);
  const model = models.find(({ id }) => id === asked) ?? (named.length === 1 ? named[0] : undefined);
  if (!model) {
    const message = `The model \`${asked.slice(0, 200)}\` does not exist or is not served. GET /v1/models lists those that are.`;
    throw new ApiError({ status: 404, message, code: 'model_not_found', param: 'model' });
  }
  if (ability === null || model.abilities.includes(ability)) return model;
  const can = model.abilities.map((one) => DOES[one]).join(', ');
  throw invalid('model', `The model \`${model.id}\` does not ${DOES[ability]}. It can: ${can}.`, 'model_cannot');
}
