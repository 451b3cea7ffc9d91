import { type EngineReason, engineReasonText } from '../../shared/domain/engines/engineReason.ts';
import { bundleOf } from './bundles.ts';
import { useLanguage } from './index.ts';
import type { Language } from './translation.ts';

/** Why an engine is not used or could not be installed, in the language of the interface. */
export function translateEngineReasons(language: Language, reasons: readonly EngineReason[]): string {
  const { engineReasons, separator } = bundleOf(language);
  return engineReasonText(reasons, engineReasons, separator);
}

export function useEngineReasonText(): (reasons: readonly EngineReason[]) => string {
  const language = useLanguage();
  return (reasons) => translateEngineReasons(language, reasons);
}
