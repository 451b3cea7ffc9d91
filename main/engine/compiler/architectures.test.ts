import { expect, test } from 'vitest';
import { architecturesWith, createConfig } from '../../../shared/domain/architectures/index.ts';
import { testLstmSteps } from '../../ml/architectures/testing/lstmSteps.ts';
import { shallow } from '../../ml/architectures/testing/shallow.ts';
import { eagerProgram } from '../../ml/program/eagerProgram.ts';
import type { Program, ProgramDefinition } from '../../ml/program/program.ts';
import { againBut, inTwo } from '../../setup/leftOut.ts';
import { programMaker } from '../programs/programs.ts';
import { useCompilingEngine } from '../testing.ts';
import { decodingError, firstLosses, smallDecoder, trainingOf } from './testing/compiledDecoder.ts';

const { describe } = await useCompilingEngine();

function compiled(definition: ProgramDefinition): Program {
  const { program, execution } = programMaker('fp32', (problem) => {
    throw new Error(`not compiled: ${problem}`);
  })(definition);
  expect(execution().mode).toBe('compiled');
  return program;
}

for (const architecture of architecturesWith('decoder')) {
  describe(`${architecture}, compiled`, againBut('llama')(architecture), () => {
    const config = smallDecoder((context) => shallow(createConfig(architecture, 'nano', context)));

    test.each(['adamw', 'adafactor'] as const)('has the losses of the eager program: %s', async (optim) => {
      const expected = await firstLosses(eagerProgram(trainingOf(config, { optim })), config, 4, optim);
      const found = await firstLosses(compiled(trainingOf(config, { optim })), config, 4, optim);
      for (const [index, loss] of found.entries()) expect(loss).toBeCloseTo(expected[index] as number, 3);
      expect(new Set(found).size).toBe(found.length);
    });

    test('decodes as the whole text computed anew', async () => {
      expect(await decodingError(compiled, config)).toBeLessThan(1e-4);
    });
  });
}

describe('ten steps of torch.nn.LSTM, compiled', () => {
  for (const [some, options] of inTwo(['tied', 'own'] as const, 'own'))
    test.each(some)('%s projection', options, (kind) => testLstmSteps(kind, compiled));
});
