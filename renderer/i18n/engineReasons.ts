import {
  ENGINE_REASON_TEXTS,
  type EngineReason,
  type EngineReasonCode,
  engineReasonText,
} from '../../shared/domain/engineReason.ts';
import { useLanguage } from './index.ts';
import type { Language } from './translation.ts';
import { ENGINE_REASONS_ZH } from './zh-CN/engineReasons.ts';

const TEXTS: Record<Language, Record<EngineReasonCode, string>> = {
  en: ENGINE_REASON_TEXTS,
  'zh-CN': ENGINE_REASONS_ZH,
};

/** Why an engine is not used or could not be installed, in the language of the interface. */
export function translateEngineReasons(language: Language, reasons: readonly EngineReason[]): string {
  return engineReasonText(reasons, TEXTS[language], language === 'zh-CN' ? '；' : '; ');
}

export function useEngineReasonText(): (reasons: readonly EngineReason[]) => string {
  const language = useLanguage();
  return (reasons) => translateEngineReasons(language, reasons);
}
