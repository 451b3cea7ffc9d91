import { expect, test } from 'vitest';
import { readInputs } from './generate.ts';

test('inputs may be texts, numbers and booleans, as they are written', () => {
  expect(readInputs('{"name":"Lamp","price":1.50,"id":12345678901234567890,"new":true,"none":null,"2":"b"}')).toEqual([
    { column: 'name', value: 'Lamp' },
    { column: 'price', value: '1.50' },
    { column: 'id', value: '12345678901234567890' },
    { column: 'new', value: 'true' },
    { column: 'none', value: '' },
    { column: '2', value: 'b' },
  ]);
  for (const wrong of ['[1]', '{"a":[1]}', '{"a":{}}', 'x', '"a"', '{']) {
    expect(() => readInputs(wrong), wrong).toThrow(expect.objectContaining({ code: 'bad_input' }));
  }
});
