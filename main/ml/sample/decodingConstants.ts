import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { packedShapes } from '../architectures/packing.ts';
import { type TableConstants, tableConstants } from '../architectures/tableConstants.ts';
import type { Constant } from '../program/program.ts';

/** What a program that only decodes is not to change: parameters, those of `packedShapes`, and tables. */
export function decodingConstants(config: ModelConfig): TableConstants {
  const { constants, tablesIn } = tableConstants(config);
  const shapes = Array.from(packedShapes(config), ([name, shape]) => [name, { shape, mayRound: false }] as const);
  return { constants: new Map<string, Constant>([...shapes, ...constants]), tablesIn };
}
