import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Constant, Tensors } from '../program/program.ts';
import type { Tables } from './architecture.ts';
import { disposeTables, tablesOf } from './model.ts';
import { parameter } from './parameters.ts';

/** A program's constants, and its tables, as its methods find them in the state. */
export interface TableConstants {
  constants: Map<string, Constant>;
  tablesIn(state: Tensors): Tables;
}

const tableName = (name: string) => `table.${name}`;

/** Tables as a program's constants: they are as long as the context, and its methods share them. */
export function tableConstants(config: ModelConfig): TableConstants {
  const tables = tablesOf(config);
  const shapes = Array.from(tables, ([name, { shape }]) => [name, shape] as const);
  disposeTables(tables);
  return {
    constants: new Map(
      shapes.map(([name, shape]) => [
        tableName(name),
        { shape, mayRound: false, values: () => tableValues(config, name) },
      ]),
    ),
    tablesIn: (state) => new Map(shapes.map(([name]) => [name, parameter(state, tableName(name))])),
  };
}

function tableValues(config: ModelConfig, name: string): Float32Array {
  const tables = tablesOf(config);
  const values = parameter(tables, name).dataSync() as Float32Array;
  disposeTables(tables);
  return values;
}
