import type { CompletionEvent, CompletionRequest } from '../../../shared/domain/models/completion.ts';
import type { PredictionEvent } from '../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { Client } from '../../../shared/ipc/rpc.ts';
import type { Classified, Embedded, ServedModels } from '../../serving/servedModels.ts';
import type { inferContract } from '../../workers/contracts.ts';
import type { HostContext } from '../services/context.ts';
import { replayable } from './replayable.ts';
import type { ServedPlace } from './servedPlaces.ts';

/**
 * What a text that is given up has to end in. A step of a large model takes its time, and a process that is ended takes the texts of all
 * others with it: they begin again.
 */
const PATIENCE_MS = 20_000;

/** Models of the studio, asked in the process that the playground uses, too. */
export function hostModels(context: HostContext, places: () => readonly ServedPlace[]): ServedModels {
  const { infer } = context;
  const placeOf = (id: string): ServedPlace => {
    const place = places().find((one) => one.id === id);
    if (!place) throw new AppError('not_found', { kind: 'model', id });
    return place;
  };

  return {
    list: places,

    complete(id: string, request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionEvent> {
      const model = placeOf(id).folder;
      const work = replayable<Client<typeof inferContract>>((client, ended) =>
        client.infer.complete({ model, request }, { signal: ended }),
      );
      return infer.stream(work, signal, PATIENCE_MS);
    },

    async embed(id: string, texts: readonly string[], signal: AbortSignal): Promise<Embedded> {
      const request = { model: placeOf(id).folder, texts: [...texts] };
      const { vectors, tokens } = await infer.call(
        (client, ended) => client.infer.embedTexts(request, { signal: ended }),
        signal,
        PATIENCE_MS,
      );
      return { vectors, tokens: tokens.reduce((sum, one) => sum + one, 0) };
    },

    async classify(id, texts, signal): Promise<Classified> {
      const { folder, task } = placeOf(id);
      const many = task?.many;
      if (!many) throw new AppError('model_writes_texts', { task: task?.kind ?? 'text-generation' });
      const answers: Classified['answers'][number][] = texts.map(() => null);
      let tokens = 0;
      const take = (event: PredictionEvent) => {
        const answer = many.answer(event);
        if (!answer) return;
        answers[answer.index] = answer.json;
        const { tokens: read } = answer.json as { tokens?: unknown };
        if (typeof read === 'number') tokens += read;
      };
      const request = { model: folder, input: many.input(texts) };
      for await (const event of infer.stream(
        (client, ended) => client.infer.predict(request, { signal: ended }),
        signal,
        PATIENCE_MS,
      ))
        take(event);
      return { answers, tokens };
    },
  };
}
