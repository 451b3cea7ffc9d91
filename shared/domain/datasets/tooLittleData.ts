import { countParameters, createConfig, DEFAULT_ARCHITECTURE } from '../architectures/index.ts';
import { SIZE_PRESETS, type SizeName } from '../architectures/sizes.ts';
import type { DoctorReport, Finding } from './doctor.ts';

/**
 * Tokens a parameter below which a model learns its text by heart rather than a language: far fewer than the 20 at which training pays
 * best (Hoffmann et al. 2022), because small models are trained over the same text many times here.
 */
export const WANTED_TOKENS = 0.5;
const SEVERE = 0.05;

/** A finding where there is little text for a size; `null` where there is enough. */
export function tooLittleData({ tokens, rows }: Pick<DoctorReport, 'tokens' | 'rows'>, size: SizeName): Finding | null {
  const { max_position_embeddings } = SIZE_PRESETS[size];
  const parameters = countParameters(createConfig(DEFAULT_ARCHITECTURE, size, max_position_embeddings));
  const wanted = Math.round(parameters * WANTED_TOKENS);
  if (tokens >= wanted) return null;
  return {
    kind: 'too_little_data',
    severity: tokens < parameters * SEVERE ? 'warning' : 'note',
    count: rows,
    rows: [],
    columns: [],
    details: [{ about: 'tokens', tokens, wanted, size }],
    fix: null,
  };
}
