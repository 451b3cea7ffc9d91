import { expect, it } from 'vitest';
import type { RunEvent } from '../../../shared/domain/run.ts';
import { applyEvents, EMPTY_VIEW, groupSamples, isOver, resumeStep } from './runReducer.ts';
import { testRun } from './testRun.ts';

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
const sample = (number: number, prompt: string): RunEvent => ({
  event: 'sample',
  sample: { step: number, prompt, text: 'x' },
});

it('has neither gaps nor doubles after the watch was broken and began again', () => {
  const before = applyEvents(EMPTY_VIEW, [evaluation(0), sample(0, 'a'), step(1), step(2), step(3)]);
  expect(resumeStep(before)).toBe(2);
  // The evaluation and the samples of step 3 were missed; the host answers with everything after step 2.
  const after = applyEvents(before, [step(3), step(4), evaluation(3), sample(3, 'a'), sample(3, 'b'), step(5)]);
  expect(after.steps.map((metric) => metric.step)).toEqual([1, 2, 3, 4, 5]);
  expect(after.evaluations.map((entry) => entry.step)).toEqual([0, 3]);
  expect(after.samples).toHaveLength(3);
  // A replay of everything changes nothing.
  expect(applyEvents(after, [evaluation(0), sample(0, 'a'), step(1), step(2), step(5), sample(3, 'b')])).toEqual(after);
});

it('starts a fresh watch at 0, so that the whole curve comes', () => {
  expect(resumeStep(EMPTY_VIEW)).toBe(0);
});

it('does not change a view that somebody else holds, and keeps it when nothing happened', () => {
  const view = applyEvents(EMPTY_VIEW, [step(1)]);
  applyEvents(view, [step(2)]);
  expect(view.steps).toHaveLength(1);
  expect(applyEvents(view, [])).toBe(view);
});

it('shows the preparation only until training begins', () => {
  const preparation: RunEvent = { event: 'preparation', preparation: { phase: 'encoding', done: 1, total: 2 } };
  const preparing = applyEvents(EMPTY_VIEW, [{ event: 'run', run: testRun({ state: 'preparing' }) }, preparation]);
  expect(preparing.preparation?.phase).toBe('encoding');
  const training = applyEvents(preparing, [{ event: 'run', run: testRun({ state: 'training' }) }]);
  expect(training.preparation).toBeNull();
});

it('is over in each of the three ends and in nothing else', () => {
  const over = (state: ReturnType<typeof testRun>['state']) =>
    isOver(applyEvents(EMPTY_VIEW, [{ event: 'run', run: testRun({ state }) }]));
  expect((['done', 'stopped', 'failed'] as const).map(over)).toEqual([true, true, true]);
  expect((['queued', 'preparing', 'training', 'saving'] as const).map(over)).toEqual([false, false, false, false]);
});

it('groups samples by step, the newest first', () => {
  const { samples } = applyEvents(EMPTY_VIEW, [sample(0, 'a'), sample(0, 'b'), sample(10, 'a')]);
  expect(groupSamples(samples).map((group) => [group.step, group.samples.map((entry) => entry.prompt)])).toEqual([
    [10, ['a']],
    [0, ['a', 'b']],
  ]);
});
