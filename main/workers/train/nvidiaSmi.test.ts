import { expect, it } from 'vitest';
import { parseNvidiaSmi } from './nvidiaSmi.ts';

it.each([
  ['one processor', '37, 4096\n', { percent: 37, memoryBytes: 4096 * 2 ** 20 }],
  ['one that is idle', '0, 0\n', { percent: 0, memoryBytes: 0 }],
  ['the busier of two', '3, 10\r\n98, 20480\r\n', { percent: 98, memoryBytes: 20480 * 2 ** 20 }],
  ['a figure that is not offered', '[N/A], 512\n', null],
  [
    'one that offers it beside one that does not',
    '[Not Supported], [N/A]\n5, 7\n',
    { percent: 5, memoryBytes: 7 * 2 ** 20 },
  ],
  ['an error in words', 'NVIDIA-SMI has failed because it couldn’t communicate with the NVIDIA driver.\n', null],
  ['nothing', '', null],
])('reads %s', (_, output, expected) => {
  expect(parseNvidiaSmi(output)).toEqual(expected);
});
