import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { parameterShapes } from '../architectures/model.ts';
import { valuesOf, type Weights } from '../architectures/parameters.ts';
import type { Program, ProgramDefinition } from '../program/program.ts';
import { Random } from '../random.ts';
import type { BaseWeights, Tuning } from '../tuning/tuning.ts';
import type { Head } from './task.ts';

/*
 * What a program is written with before its first step. A base is read and written a tensor at a time: it is in memory once, in the engine.
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
  for (const name of definition.constants?.keys() ?? []) {
    if (!base) throw new Error(`${name} is not trained, and there is no base that it could be of`);
    program.write(new Map([[name, await base.read(name)]]));
  }
}

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
  for (const [name, shape] of tuning.trained(config, shapes)) {
    let data: Float32Array;
    if (ofBase.has(name)) data = await base.read(name);
    else if (shapes.has(name)) {
      fresh ??= head.initial(config, settings.seed);
      data = fresh.get(name)?.data as Float32Array;
    } else data = tuning.initial(name, shape, random);
    program.write(new Map([[name, data]]));
  }
}
