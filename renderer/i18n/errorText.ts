import { EngineReason } from '../../shared/domain/engines/engineReason.ts';
import { type ErrorCode, type ErrorDetails, fillPlaceholders, toAppError } from '../../shared/errors/errors.ts';
import { wordDetails } from '../../shared/errors/errorWords.ts';
import { bundleOf } from './bundles.ts';
import { translateEngineReasons } from './engineReasons.ts';
import { useLanguage } from './index.ts';
import type { Language } from './translation.ts';

/** What to tell the user about anything that was thrown, in their language. */
export function errorText(language: Language, thrown: unknown): string {
  const { code, details } = toAppError(thrown);
  return fillPlaceholders(bundleOf(language).errors[code], translateDetails(language, withoutFolder(code, details)));
}

/** A file that the user chose is known by its name: an uploaded one lies in a folder that they never saw. */
function withoutFolder(code: ErrorCode, details: ErrorDetails): ErrorDetails {
  if (!code.startsWith('file_') || typeof details.file !== 'string') return details;
  return { ...details, file: details.file.split(/[\\/]/).at(-1) || details.file };
}

function translateDetails(language: Language, details: ErrorDetails): ErrorDetails {
  const translated: ErrorDetails = wordDetails(details, bundleOf(language).namespaces.values);
  // Engines fail for several reasons at once; `reason` then holds their English.
  const reasons = EngineReason.array().safeParse(details.reasons).data;
  if (reasons) translated.reason = translateEngineReasons(language, reasons);
  return translated;
}

export function useErrorText(): (thrown: unknown) => string;
export function useErrorText(thrown: unknown): string;
export function useErrorText(...thrown: [] | [unknown]): string | ((thrown: unknown) => string) {
  const language = useLanguage();
  return thrown.length > 0 ? errorText(language, thrown[0]) : (error: unknown) => errorText(language, error);
}
