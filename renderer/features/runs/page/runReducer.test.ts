import { expect, it } from 'vitest';
import type { RunEvent } from '../../../../shared/domain/runs/run.ts';
import { testRun } from '../testRun.ts';
import { applyEvents, EMPTY_VIEW, isOver } from './runReducer.ts';

const step = (number: number): RunEvent => ({
  event: 'step',
  metric: {
    step: number,
    loss: 1 / number,
    learning_rate: 0.001,
    grad_norm: 1,
    tokensPerSecond: 1,
    elapsedMs: number,
    remainingMs: null,
  },
});
const evaluation = (number: number): RunEvent => ({
  event: 'evaluation',
  evaluation: { step: number, validationLoss: 2 },
});

it('knows the newest step, and does not change a view that somebody else holds', () => {
  const before = applyEvents(EMPTY_VIEW, [evaluation(0), step(1), step(2)]);
  const after = applyEvents(before, [step(3), evaluation(3)]);
  expect([before.last?.step, after.last?.step]).toEqual([2, 3]);
  expect(applyEvents(after, [])).toBe(after);
});

it('forgets what came after the step that a run goes on from', () => {
  const before = applyEvents(EMPTY_VIEW, [step(9), step(12)]);
  const rewound = applyEvents(before, [{ event: 'rewound', step: 10 }]);
  expect(rewound.last).toBeNull();
  expect(applyEvents(rewound, [step(11)]).last?.step).toBe(11);
});

it('shows the preparation only until training begins', () => {
  const preparation: RunEvent = { event: 'preparation', preparation: { phase: 'encoding', done: 1, total: 2 } };
  const preparing = applyEvents(EMPTY_VIEW, [{ event: 'run', run: testRun({ state: 'preparing' }) }, preparation]);
  expect(preparing.preparation?.phase).toBe('encoding');
  const training = applyEvents(preparing, [{ event: 'run', run: testRun({ state: 'training' }) }]);
  expect(training.preparation).toBeNull();
});

it('shows what training tells before its first step, and not what preparing told', () => {
  const told = (phase: 'encoding' | 'vectors'): RunEvent => ({
    event: 'preparation',
    preparation: { phase, done: 1, total: 2 },
  });
  const run = (patch: Parameters<typeof testRun>[0]): RunEvent => ({ event: 'run', run: testRun(patch) });
  const preparing = applyEvents(EMPTY_VIEW, [run({ state: 'preparing' }), told('encoding')]);
  const reading = applyEvents(preparing, [run({ state: 'training' }), told('vectors'), run({ state: 'training' })]);
  expect(reading.preparation?.phase).toBe('vectors');
  expect(applyEvents(reading, [step(1)]).preparation).toBeNull();
  expect(applyEvents(reading, [run({ state: 'paused' })]).preparation).toBeNull();
});

it('is over in each of the ends and in nothing else', () => {
  const over = (state: ReturnType<typeof testRun>['state']) =>
    isOver(applyEvents(EMPTY_VIEW, [{ event: 'run', run: testRun({ state }) }]));
  expect((['paused', 'interrupted', 'done', 'stopped', 'failed'] as const).every(over)).toBe(true);
  expect((['queued', 'preparing', 'training', 'saving'] as const).some(over)).toBe(false);
});
