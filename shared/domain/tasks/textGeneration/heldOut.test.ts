import { expect, it } from 'vitest';
import { heldOutRow } from './examples.ts';

const cells: Record<string, string> = { name: 'Sage Lamp', kind: 'lamp', text: ' Soft light. ' };
const cell = (column: string) => cells[column] ?? '';

it('of a completion gives the inputs and the prompt of training, and takes the output column', () => {
  const recipe = {
    kind: 'complete',
    inputs: ['name', 'kind'],
    output: 'text',
    template: '{{name}} ({{kind}}):',
  } as const;
  expect(heldOutRow({ ...recipe, inputs: [...recipe.inputs] }, cell)).toEqual({
    inputs: [
      { column: 'name', value: 'Sage Lamp' },
      { column: 'kind', value: 'lamp' },
    ],
    prompt: 'Sage Lamp (lamp):',
    reference: 'Soft light.',
  });
});

it('of a continued text gives what stands before its second column', () => {
  const row = heldOutRow({ kind: 'continue', template: '# {{name}}\n\n{{text}} {{name}}' }, cell);
  expect(row.inputs).toEqual([{ column: 'name', value: 'Sage Lamp' }]);
  expect(row.prompt).toBe('# Sage Lamp');
  expect(row.reference).toBe('Soft light.  Sage Lamp');
});

it('of a text of one column gives nothing', () => {
  const row = heldOutRow({ kind: 'continue', template: '{{text}}' }, cell);
  expect(row).toEqual({ inputs: [], prompt: '', reference: 'Soft light.' });
});
