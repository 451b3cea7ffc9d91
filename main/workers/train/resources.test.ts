import { expect, it } from 'vitest';
import type { StepMetric } from '../../../shared/domain/runs/run.ts';
import type { GpuUsage } from './nvidiaSmi.ts';
import { type Machine, ResourceMeter, withResources } from './resources.ts';

/** A machine of four cores whose time the test moves on. */
function testMachine(gpu: GpuUsage | null = null) {
  const machine = {
    at: 0,
    cpu: 0,
    asked: 0,
    cores: 4,
    cpuMicroseconds: () => machine.cpu,
    rssBytes: () => 123,
    now: () => machine.at,
    gpu: async () => {
      machine.asked++;
      return gpu;
    },
    pass(ms: number, busyMs: number) {
      machine.at += ms;
      machine.cpu += busyMs * 1000;
    },
  };
  return machine satisfies Machine & { at: number };
}

it('says how busy all cores were since the last measurement', () => {
  const machine = testMachine();
  const meter = new ResourceMeter('cpu', machine);
  machine.pass(999, 999);
  expect(meter.measure({ step: 1, elapsedMs: 999 })).toBeNull();
  machine.pass(1, 1);
  expect(meter.measure({ step: 2, elapsedMs: 1000 })).toEqual({
    step: 2,
    elapsedMs: 1000,
    cpuPercent: 25,
    rssBytes: 123,
    gpuPercent: null,
    gpuMemoryBytes: null,
  });
  machine.pass(2000, 9000);
  expect(meter.measure({ step: 3, elapsedMs: 3000 })?.cpuPercent).toBe(100);
  expect(machine.asked).toBe(0);
});

it('measures more rarely the longer a run goes: some thousand times in a day', () => {
  const machine = testMachine();
  const meter = new ResourceMeter('cpu', machine);
  let measured = 0;
  for (let elapsedMs = 0; elapsedMs < 86_400_000; elapsedMs += 100) {
    machine.pass(100, 100);
    if (meter.measure({ step: 1, elapsedMs })) measured++;
  }
  expect(measured).toBeGreaterThan(2000);
  expect(measured).toBeLessThan(4000);
});

it('has the figures of a graphics processor from the second measurement on, and asks no more where there are none', async () => {
  for (const [usage, asked] of [
    [{ percent: 80, memoryBytes: 5 }, 3],
    [null, 1],
  ] as const) {
    const machine = testMachine(usage);
    const meter = new ResourceMeter('gpu', machine);
    for (let step = 1; step <= 2; step++) {
      await Promise.resolve();
      machine.pass(1000, 0);
      const expected = { gpuPercent: usage?.percent ?? null, gpuMemoryBytes: usage?.memoryBytes ?? null };
      expect(meter.measure({ step, elapsedMs: step * 1000 })).toMatchObject(expected);
    }
    expect(machine.asked).toBe(asked);
  }
});

const metric = (step: number): StepMetric => ({
  step,
  loss: 1,
  learning_rate: 1,
  grad_norm: 1,
  tokensPerSecond: 1,
  elapsedMs: step,
  remainingMs: null,
});

it('adds usage after the steps, passes all else on, and lets training clean up when nobody listens any more', async () => {
  const machine = testMachine();
  let cleaned = 0;
  async function* training() {
    try {
      for (const step of [1, 2]) {
        machine.pass(700, 0);
        yield { event: 'step' as const, metric: metric(step) };
        yield { event: 'evaluation' as const };
      }
      return 'trained';
    } finally {
      cleaned++;
    }
  }
  const events = withResources(training(), new ResourceMeter('cpu', machine));
  const seen: string[] = [];
  let next = await events.next();
  for (; !next.done; next = await events.next()) seen.push(next.value.event);
  expect([seen, next.value]).toEqual([['step', 'evaluation', 'step', 'resources', 'evaluation'], 'trained']);

  const left = withResources(training(), new ResourceMeter('cpu', machine));
  await left.next();
  await left.return('');
  expect(cleaned).toBe(2);
});
