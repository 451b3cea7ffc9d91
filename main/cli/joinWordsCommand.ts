import { togetherOf } from '../../shared/domain/models/together.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { measureLines, togetherJson } from './measureLines.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export interface JoinWordsOptions {
  model: string;
  off: boolean;
}

/** Lets words and a straight line join in with a classifier, or leave it. */
export async function joinWordsCommand(
  { client, signal }: Session,
  output: Output,
  { model: id, off }: JoinWordsOptions,
): Promise<void> {
  for await (const event of client.models.joinWords({ id, on: !off }, { signal })) {
    if (event.event === 'progress') {
      output.progress(event.stage === 'words' ? 'learning the words' : 'measuring what is predicted now');
      continue;
    }
    const { model, joined, changed } = event;
    const { measures } = model;
    const now = joined ? 'together with words and a straight line' : 'alone';
    return output.result(
      { model: id, joined, changed, metrics: measures?.metrics ?? {}, together: togetherJson(measures) },
      [
        changed ? `From now on “${model.name}” predicts ${now}.` : `“${model.name}” predicted ${now} before.`,
        ...(measures ? measureLines(measures) : []),
        ...(joined ? ['Exports hold the model alone.'] : []),
        ...(!joined && measures && togetherOf(measures) ? [`Together again: kindling join-words --model ${id}`] : []),
      ].join('\n'),
    );
  }
  throw new AppError('internal', { message: 'joining ended without a result' });
}
