import { expect, test } from 'vitest';
import { CHECKPOINTS, greedyIds, readCheckpoint } from '../../formats/testing/checkpoints.ts';
import { packedValues } from '../../ml/architectures/packing.ts';
import { decoderProgram, programDecoder } from '../../ml/sample/decoderProgram.ts';
import { programMaker } from '../programs/programs.ts';
import { useCompilingEngine } from '../testing.ts';

const { describe } = await useCompilingEngine();

describe('compiled, with a memory of fixed size', () => {
  test.each(CHECKPOINTS)('%s writes the text of transformers', async (name) => {
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
});
