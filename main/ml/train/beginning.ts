import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { parameterShapes } from '../architectures/model.ts';
import { valuesOf, type Weights } from '../architectures/parameters.ts';
import type { Program, ProgramDefinition } from '../program/program.ts';
import { writeTensors } from '../program/writeTensors.ts';
import { Random } from '../random.ts';
import type { BaseWeights, Tuning } from '../tuning/tuning.ts';
import type { Head } from './task.ts';

/*
 * What a program is written with before its first step. A base is read and written some tensors at a time: it is in memory once, in the
 * engine.
 */

interface Beginning {
  config: ModelConfig;
  settings: { seed: number };
  head: Head;
  base?: BaseWeights | null;
  tuning: Tuning;
}

/** Parameters that are not trained. @throws what the base throws */
export async function writeConstants(
  program: Program,
  definition: ProgramDefinition,
  { base }: Beginning,
): Promise<void> {
  await writeSome(program, definition.constants?.keys() ?? [], async (name) => {
    if (!base) throw new Error(`${name} is not trained, and there is no base that it could be of`);
    return base.read(name);
  });
}

async function* each(names: Iterable<string>, read: (name: string) => Promise<Float32Array>) {
  for (const name of names) yield [name, await read(name)] as const;
}

const writeSome = (program: Program, names: Iterable<string>, read: (name: string) => Promise<Float32Array>) =>
  writeTensors(program, each(names, read));

/** What is trained, as it is before the first step: of the base where it has it, else fresh. @throws what the base throws */
export async function writeBeginning(program: Program, beginning: Beginning): Promise<void> {
  const { config, settings, head, base, tuning } = beginning;
  if (!base) {
    program.write(valuesOf(head.initial(config, settings.seed)));
    return;
  }
  const shapes = head.shapes(config);
  const ofBase = parameterShapes(config);
  const random = new Random(settings.seed);
  let fresh: Weights | undefined;
  const trained = tuning.trained(config, shapes);
  await writeSome(program, trained.keys(), async (name) => {
    if (ofBase.has(name) || (shapes.has(name) && base.tensors?.has(name))) return base.read(name);
    if (!shapes.has(name)) return tuning.initial(name, trained.get(name) as number[], random);
    fresh ??= head.initial(config, settings.seed);
    return fresh.get(name)?.data as Float32Array;
  });
}
