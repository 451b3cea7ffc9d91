import { fullTuning } from '../tuning/tuning.ts';
import { writeBeginning, writeConstants } from './beginning.ts';
import { Trainer } from './trainer.ts';
import type { PausedTraining, TrainedModel, TrainingEvent, TrainingRequest } from './training.ts';
import { trainingProgram, trainingShape } from './trainingProgram.ts';

/**
 * Trains a model until the budget is spent, progress ends (`early_stopping_patience`) or an end is asked for. Going on from a snapshot
 * gives the losses and weights that training without a break gives, bit by bit, where the budget is a number of steps and the engine
 * computes the same twice.
 *
 * @throws AppError `loss_not_finite`; what `checkpoints` throws
 */
export async function* trainModel(
  request: TrainingRequest,
): AsyncGenerator<TrainingEvent, TrainedModel | PausedTraining, undefined> {
  const { config, settings, resume, tuning = fullTuning } = request;
  const { head, shorterRows } = request.task;
  const definition = trainingProgram(trainingShape(config, settings), head, tuning, shorterRows);
  const { program, execution } = request.makeProgram(definition);
  try {
    const beginning = { ...request, head, tuning };
    await writeConstants(program, definition, beginning);
    if (resume) program.write(resume.values);
    else await writeBeginning(program, beginning);
    return yield* new Trainer(request, program, execution).train();
  } finally {
    program.dispose();
  }
}
