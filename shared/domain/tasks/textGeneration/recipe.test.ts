import { expect, it } from 'vitest';
import { type TextRequest, withFindings } from './recipe.ts';

const open: TextRequest = { kind: 'complete', inputs: ['name', 'tagline'], output: 'description' };
const found = { mustContain: ['name'] };

it('asks for what was found in the rows, unless somebody has said what or that it is nothing', () => {
  expect(withFindings(open, found)).toEqual({ ...open, mustContain: ['name'] });
  const said = [{ mustContain: [] }, { mustContain: ['tagline'] }, { keepFields: ['tagline'] }];
  for (const way of said) expect(withFindings({ ...open, ...way }, found)).toEqual({ ...open, ...way });
  const others: TextRequest[] = [{ kind: 'continue' }, { kind: 'chat', messages: 'messages' }];
  for (const other of others) expect(withFindings(other, found)).toBe(other);
  expect(withFindings(open, { mustContain: [] })).toBe(open);
});
