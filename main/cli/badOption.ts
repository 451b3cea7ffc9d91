import { AppError } from '../../shared/errors/errors.ts';

/** An option that is missing or does not go with the others. */
export const badOption = (option: string, problem: string): AppError =>
  new AppError('bad_input', { path: option, problem });
