import { expect, test } from 'vitest';
import { CHECKPOINTS, greedyIds, readCheckpoint } from '../../formats/testing/checkpoints.ts';
import { packedValues } from '../../ml/architectures/packing.ts';
import { decoderProgram, programDecoder } from '../../ml/sample/decoderProgram.ts';
import { againBut } from '../../setup/leftOut.ts';
import { programMaker } from '../programs/programs.ts';
import { useCompilingEngine } from '../testing.ts';

const { describe } = await useCompilingEngine();

describe('compiled, with a memory of fixed size', () => {
  for (const name of CHECKPOINTS) {
    test(`${name} writes the text of transformers`, againBut('llama')(name), async () => {
      const { config, weights, expected } = await readCheckpoint(name);
      const { program, execution } = programMaker('fp32', (problem) => {
        throw new Error(`not compiled: ${problem}`);
      })(decoderProgram(config, 1));
      program.write(packedValues(config, weights));
      const decoder = programDecoder(program, config);
      expect(await greedyIds(decoder, expected.prompt, expected.greedy.length)).toEqual(expected.greedy);
      expect(execution().mode).toBe('compiled');
      program.dispose();
    });
  }
});
