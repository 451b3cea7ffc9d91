import { expect, test } from 'vitest';
import { RUNTIME_NODE } from '../setup/nodeRuntime.mjs';
import { assertNode, NEEDED_NODE } from './nodeVersion.ts';

test('it is the Node that the set-up brings', () => {
  expect(NEEDED_NODE).toBe(RUNTIME_NODE);
});

test.each(['20.20.2', '22.9.0', '9.0.0'])('Node %s is told what it would take', (found) => {
  expect(() => assertNode(found)).toThrow(
    expect.objectContaining({ code: 'node_too_old', details: { found, needed: '24' } }),
  );
});

test.each(['24.0.0', '26.10.0', process.versions.node])('Node %s will do', (found) => {
  expect(() => assertNode(found)).not.toThrow();
});
