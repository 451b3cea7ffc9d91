import { expect, test } from 'vitest';
import { peftName, trainedName } from './peft.ts';

test('what a head has goes into an adapter under the name that PEFT looks for', () => {
  const lora = 'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight';
  expect([peftName(lora), trainedName(lora)]).toEqual([lora, lora]);
  expect(peftName('score.weight')).toBe('base_model.model.score.weight');
  for (const name of ['score.weight', 'bert.pooler.dense.bias']) expect(trainedName(peftName(name))).toBe(name);
});
