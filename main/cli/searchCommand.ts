import { resolve } from 'node:path';
import { AppError } from '../../shared/errors/errors.ts';
import { badOption } from './badOption.ts';
import { playableModel } from './generate.ts';
import { counted, noteRejected, type Output } from './output.ts';
import type { Session } from './session.ts';

export interface EmbedOptions {
  model: string;
  dataset?: string;
  file?: string;
  column: string;
  out?: string;
}

/** Makes vectors of a column and writes them as a file of NumPy's. */
export async function embedCommand(session: Session, output: Output, options: EmbedOptions): Promise<void> {
  const { model, dataset, file, column, out } = options;
  if (dataset === undefined && file === undefined) throw badOption('--dataset', 'say which rows, or give --file');
  const source =
    dataset === undefined
      ? { kind: 'file' as const, file: { kind: 'path' as const, path: resolve(file ?? '') } }
      : { kind: 'dataset' as const, id: dataset };
  const request = {
    ...{ model: await playableModel(session, model), source, column },
    ...(out === undefined ? {} : { target: { kind: 'path' as const, path: resolve(out) } }),
  };
  for await (const event of session.client.search.embed(request, { signal: session.signal })) {
    if (event.event === 'progress') {
      output.progress(`embedding: ${event.done} of ${counted(event.total, 'text')}`);
      continue;
    }
    const { rows, dimensions, pooling, said, mostTokens, cached, path, rejected } = event;
    const way = `${pooling.from === 'mean' ? 'the mean of all tokens' : 'the first token'}${pooling.normalize ? ', length 1' : ''}`;
    const facts = `${way}${said ? '' : ', as the model’s folder does not say'}; the first ${mostTokens} tokens of each`;
    noteRejected(output, rejected);
    return output.result(
      { rows, dimensions, pooling, said, mostTokens, cached, path, ...(rejected > 0 && { rejected }) },
      `${counted(rows, 'vector')} of ${dimensions} numbers written to ${path} (${facts}).`,
    );
  }
  throw new AppError('internal', { message: 'embedding ended without a result' });
}

export interface SearchOptions {
  dataset: string;
  query: string;
  model?: string;
  column?: string;
  top?: number;
}

const BY = {
  encoder: (model: string | null) => `by the encoder “${model}”`,
  decoder: (model: string | null) => `by “${model}”, a model that writes: an encoder is made for this`,
  words: () => 'by the words that they share (TF-IDF): add an encoder to search by meaning',
} as const;

/** Finds the rows that are most like a text. */
export async function searchCommand(session: Session, output: Output, options: SearchOptions): Promise<void> {
  const { dataset, query, model, column, top } = options;
  const request = {
    ...{ id: dataset, query },
    ...(column !== undefined && { column }),
    ...(top !== undefined && { top }),
    ...(model !== undefined && {
      model: model === 'words' ? { kind: 'words' as const } : await playableModel(session, model),
    }),
  };
  for await (const event of session.client.search.find(request, { signal: session.signal })) {
    if (event.event === 'progress') {
      output.progress(`embedding: ${event.done} of ${counted(event.total, 'text')}`);
      continue;
    }
    const { by, model: name, column: searched, rows, tookMs, matches } = event;
    const lines = matches.map(
      ({ row, score, text }) => `${score.toFixed(3)}  row ${row + 1}: ${text.replace(/\s+/g, ' ')}`,
    );
    const note = `${counted(rows, 'row')} of “${searched}” searched ${BY[by](name)}, in ${Math.round(tookMs)} ms`;
    output.note(note);
    return output.result(
      { by, model: name, column: searched, rows, tookMs, matches },
      lines.length > 0 ? lines.join('\n') : 'Nothing is like that.',
    );
  }
  throw new AppError('internal', { message: 'the search ended without a result' });
}
