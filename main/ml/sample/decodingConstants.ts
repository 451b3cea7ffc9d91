import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Tables } from '../architectures/architecture.ts';
import { disposeTables, tablesOf } from '../architectures/model.ts';
import { packedShapes } from '../architectures/packing.ts';
import { parameter } from '../architectures/parameters.ts';
import type { Constant, Tensors } from '../program/program.ts';

const tableName = (name: string) => `table.${name}`;

/** What a program that only decodes is not to change: parameters, those of `packedShapes`, and tables, which its methods find in the state. */
export function decodingConstants(config: ModelConfig): {
  constants: Map<string, Constant>;
  tablesIn(state: Tensors): Tables;
} {
  // Tables are as long as the context: the methods share them.
  const tables = tablesOf(config);
  const shapes = Array.from(tables, ([name, { shape }]) => [name, shape] as const);
  disposeTables(tables);
  return {
    constants: new Map<string, Constant>([
      ...Array.from(packedShapes(config), ([name, shape]) => [name, { shape, mayRound: false }] as const),
      ...shapes.map(([name, shape]) => {
        return [tableName(name), { shape, mayRound: false, values: () => tableValues(config, name) }] as const;
      }),
    ]),
    tablesIn: (state) => new Map(shapes.map(([name]) => [name, parameter(state, tableName(name))])),
  };
}

function tableValues(config: ModelConfig, name: string): Float32Array {
  const tables = tablesOf(config);
  const values = parameter(tables, name).dataSync() as Float32Array;
  disposeTables(tables);
  return values;
}
