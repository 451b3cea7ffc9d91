import type { EngineReasonCode } from '../../shared/domain/engines/engineReason.ts';
import type { ErrorCode } from '../../shared/errors/errors.ts';
import type { english } from './english.ts';
import type { firstEnglish } from './firstEnglish.ts';
import type { Translation } from './translation.ts';

type Namespaces = { [N in keyof typeof english]: Translation<(typeof english)[N]> };

type First = { [N in keyof typeof firstEnglish]: Translation<(typeof firstEnglish)[N]> };

/** The texts of a language. Of English, what single pages need comes with these pages. */
export interface Bundle {
  namespaces: First & Partial<Omit<Namespaces, keyof First>>;
  errors: Readonly<Record<ErrorCode, string>>;
  engineReasons: Record<EngineReasonCode, string>;
  /** Between reasons of an engine. */
  separator: string;
}
