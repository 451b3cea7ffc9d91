import {
  type EngineFailure,
  type EngineReason,
  engineReasonText,
} from '../../../shared/domain/engines/engineReason.ts';
import { AppError } from '../../../shared/errors/errors.ts';

/** One way to an engine failed, for a reason that has a code. */
export class InstallFailure extends Error {
  override readonly name = 'InstallFailure';
  readonly failure: EngineFailure;

  constructor(failure: EngineFailure) {
    super(engineReasonText([failure]));
    this.failure = failure;
  }
}

export function failureOf(error: unknown): EngineFailure {
  if (error instanceof InstallFailure) return error.failure;
  return { code: 'error', message: error instanceof Error ? error.message : String(error) };
}

/** The end of an installation: every way that was tried, as codes for the interface and in English for the command line. */
export function installError(reasons: EngineReason[], options?: ErrorOptions): AppError {
  return new AppError('engine_install_failed', { reason: engineReasonText(reasons), reasons }, options);
}
