import type { PromptSource } from '../../shared/domain/models/generation.ts';
import { definitionOfTask, TASK_KINDS, type TaskKind, taskOf } from '../../shared/domain/tasks/index.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { badOption } from './badOption.ts';
import { modelReference, readInputs } from './generate.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export interface PredictOptions {
  model: string;
  text?: string;
  inputs?: string;
}

/** Tells what a model makes of a text: its labels, each with a probability. */
export async function predictCommand(
  session: Session,
  output: Output,
  { model, text, inputs }: PredictOptions,
): Promise<void> {
  if (text === undefined && inputs === undefined)
    throw badOption('--text', 'say what to predict for, or give --inputs');
  const source: PromptSource =
    inputs === undefined ? { kind: 'text', text: text ?? '' } : { kind: 'inputs', inputs: readInputs(inputs) };
  const many = await manyOf(session, model);
  const request = { model: await modelReference(session, model), input: many.input([source]) };
  for await (const event of session.client.playground.predict(request, { signal: session.signal })) {
    const answer = many.answer(event);
    if (answer) output.result(answer.json, answer.lines.join('\n'));
  }
}

/** How a model's task answers many texts; a folder that was not made here is taken for the first task that does. */
async function manyOf({ client }: Session, id: string) {
  const model = (await client.models.list({})).find((known) => known.id === id);
  const answering = TASK_KINDS.filter((kind) => definitionOfTask(kind).many);
  const task = model ? taskOf(model.recipe).kind : (answering[0] as TaskKind);
  const { many } = definitionOfTask(task);
  if (!many) throw new AppError('model_other_task', { task, asked: answering.join(', ') });
  return many;
}
