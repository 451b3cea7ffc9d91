import { expect, test } from 'vitest';
import { csvOf, linesOf } from './listedTexts.ts';

test('a text a line; lines without one are none', () => {
  expect(linesOf('good lamp\r\n\n  bad lamp \n\t\n差\r')).toEqual(['good lamp', 'bad lamp', '差']);
  expect(linesOf(' \n')).toEqual([]);
});

test('cells with quotes and commas are quoted in CSV', () => {
  const lines = [
    { text: 'warm, "bright"', label: 'good', confidence: 0.75 },
    { text: '差', label: 'bad', confidence: 1 },
  ];
  expect(csvOf(['text', 'prediction', 'confidence'], lines)).toBe(
    'text,prediction,confidence\r\n"warm, ""bright""",good,0.750000\r\n差,bad,1.000000\r\n',
  );
});
