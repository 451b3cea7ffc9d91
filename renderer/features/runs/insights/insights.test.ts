import { describe, expect, test } from 'vitest';
import { newRunModel } from '../../../../shared/domain/architectures/runModel.ts';
import { defaultSettingsOn } from '../../../../shared/domain/runs/baseSettings.ts';
import { recentSteps } from '../../../../shared/domain/runs/chart.ts';
import type { Evaluation, Run } from '../../../../shared/domain/runs/run.ts';
import { defaultSettings } from '../../../../shared/domain/runs/training.ts';
import { testRun } from '../testRun.ts';
import { findings, type InsightPoint } from './insights.ts';
import { curve, decimate, evaluationsOf, learning } from './testCurves.ts';
import { linearTrend, mean } from './trend.ts';

const STEPS = 1000;

/** As the host says it of a run of these steps. */
function nowOf(losses: readonly InsightPoint[]): { loss: number; steps: number } | null {
  const lastStep = losses.at(-1)?.step ?? 0;
  const steps = recentSteps(lastStep);
  const last = losses.filter(({ step, loss }) => step > lastStep - steps && Number.isFinite(loss));
  return last.length === 0 ? null : { loss: mean(last.map(({ loss }) => loss)), steps };
}

/** Findings on a run of nano, by default one that has used up its budget. */
function read(losses: InsightPoint[], evaluations: Evaluation[], patch: Partial<Run> = {}) {
  const step = losses.at(-1)?.step ?? 0;
  const run = testRun({
    state: 'done',
    size: 'nano',
    step,
    budget: { kind: 'steps', steps: step },
    settings: defaultSettings('nano'),
    prepared: {
      trainDocuments: 5000,
      trainTokens: 1_000_000,
      validationDocuments: 250,
      validationTokens: 50_000,
      testDocuments: 0,
      testTokens: 0,
      promptsTooLong: 0,
      promptLimit: null,
    },
    ...patch,
  });
  return findings({ run, losses, now: nowOf(losses), evaluations });
}
const codes = (...parameters: Parameters<typeof read>) => read(...parameters).map(({ code }) => code);

/** Falls, and from step 400 on rises, as validation does when a model learns by heart. */
const turning = (step: number) => learning(2.4)(step) + Math.max(0, step - 400) * 0.0015;
const early = (step: number) => learning(2.4, 10)(step);

test('a head that was fitted has done all its passes: nothing is too early to tell, and no longer run would help', () => {
  const passes = curve(12, learning(0.1, 2));
  const settings = { ...defaultSettings('nano'), tuning: 'frozen' as const };
  expect(codes(passes, [], { settings })).toEqual(['too_early']);
  const model = { ...testRun().model, base: { id: 'base', name: 'MiniLM' } } as Run['model'];
  expect(codes(passes, [], { settings, model })).toEqual([]);
});

describe('overfitting', () => {
  const losses = curve(STEPS, learning(1.2, 120));

  test('validation that rises while training falls, with the best step', () => {
    const evaluations = evaluationsOf(STEPS, 100, turning);
    expect(read(losses, evaluations, { state: 'training', budget: { kind: 'steps', steps: 2000 } })[0]).toEqual({
      code: 'overfitting',
      evaluations: 6,
      bestStep: 400,
      keptStep: 400,
      bestLoss: evaluations[3]?.validationLoss,
      lastLoss: evaluations[9]?.validationLoss,
      next: 'stop',
    });
    expect(read(losses, evaluations)[0]).toMatchObject({ code: 'overfitting', next: 'best_kept' });
    const settings = { ...defaultSettings('nano'), load_best_model_at_end: false };
    expect(read(losses, evaluations, { settings })[0]).toMatchObject({ code: 'overfitting', next: 'last_kept' });
  });

  test('three evaluations are enough, two are not', () => {
    const rising = (last: number) => [2.6, 2.4, 2.2, 2.1, 2.15, 2.22, 2.3].slice(0, last);
    const evaluations = (last: number) =>
      rising(last).map((validationLoss, index) => ({ step: (index + 1) * 100, validationLoss }));
    const training = { state: 'training', budget: { kind: 'steps', steps: 2000 } } as const;
    expect(codes(curve(700, learning(1.2, 120)), evaluations(7), training)).toContain('overfitting');
    expect(codes(curve(600, learning(1.2, 120)), evaluations(6), training)).not.toContain('overfitting');
  });

  test('the last evaluation of an ended run of earlier versions is of other rows, and does not make the difference', () => {
    const falling = evaluationsOf(STEPS, 100, early);
    const others = falling.map((evaluation, index) =>
      index === 9 ? { ...evaluation, validationLoss: 9 } : evaluation,
    );
    expect(codes(losses, others)).not.toContain('overfitting');
  });

  test('the noise of evaluations that fall no more is not overfitting', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const evaluations = evaluationsOf(STEPS, 50, early, { noise: 0.02, seed });
      expect(codes(losses, evaluations), `seed ${seed}`).not.toContain('overfitting');
    }
  });

  test('what the host found to be the best counts', () => {
    const best = { step: 300, validationLoss: 2 };
    expect(read(losses, evaluationsOf(STEPS, 100, turning), { best })[0]).toMatchObject({ bestStep: 300 });
  });

  test('where a figure of the task decides, the lowest loss and the model that was kept are two things', () => {
    const settings = { ...defaultSettings('nano'), metric_for_best_model: 'task' as const };
    const recipe = { kind: 'classify', inputs: ['text'], template: '{{text}}', output: 'label' } as Run['recipe'];
    const best = { step: 700, validationLoss: 2.9, measured: 0.8 };
    const run = { settings, recipe, best };
    const evaluations = evaluationsOf(STEPS, 100, turning);
    expect(read(losses, evaluations, run)[0]).toMatchObject({ code: 'overfitting', bestStep: 400, keptStep: 700 });
    const going = { ...run, state: 'training', budget: { kind: 'steps', steps: 2000 } } as const;
    expect(codes(losses, evaluations, going), 'it may yet get better').not.toContain('overfitting');
    expect(read(losses, evaluations, { ...run, endReason: 'early_stopping' })[0]).toMatchObject({
      ...{ code: 'early_stopped', bestStep: 700, metric: 'accuracy' },
    });
  });
});

test('a run that was stopped early says so, and not twice', () => {
  const settings = { ...defaultSettings('nano'), early_stopping_patience: 6 };
  const found = read(curve(STEPS, learning(1.2, 120)), evaluationsOf(STEPS, 100, turning), {
    endReason: 'early_stopping',
    settings,
  });
  expect(found[0]).toEqual({ code: 'early_stopped', step: STEPS, bestStep: 400, patience: 6, metric: null });
  expect(found.map(({ code }) => code)).not.toContain('overfitting');
});

describe('flat', () => {
  test('a loss that has hardly fallen at all asks for the usual learning rate, or for more of it', () => {
    const losses = curve(STEPS, (step) => 6.9 - step * 0.0001, { noise: 0.05 });
    const settings = { ...defaultSettings('nano'), learning_rate: 1e-6 };
    expect(read(losses, [], { settings })[0]).toMatchObject({ code: 'hardly_learns', learningRate: 3e-3 });
    expect(read(losses, [])[0]).toMatchObject({ code: 'hardly_learns', learningRate: 9e-3 });
    const base = { id: 'base-1', name: 'Tiny', path: '/models/tiny', sha256: 'abc', files: [], license: null };
    const model = { ...newRunModel('nano', 128), base };
    const low = { ...defaultSettingsOn(model, 'nano', 'full'), learning_rate: 1e-6 };
    expect(read(losses, [], { model, settings: low })[0], 'on top of a model').toMatchObject({ learningRate: 5e-5 });
  });

  test('a loss that fell and is flat now', () => {
    const found = read(
      curve(STEPS, (step) => 3 + 4 * Math.exp(-step / 40)),
      [],
    );
    expect(found).toEqual([{ code: 'flat', fromStep: 500, last: expect.closeTo(3, 1), next: 'longer' }]);
  });

  test('is said under noise for most batches, and never of one that falls', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const falling = curve(STEPS, learning(1.5, 200), { noise: 0.3, seed });
      expect(codes(falling, []), `seed ${seed}`).not.toContain('flat');
    }
  });

  test('noise that hides every trend is called noise', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const losses = curve(60, (step) => 4 - step * 0.001, { noise: 0.8, seed });
      expect(codes(losses, []), `seed ${seed}`).toEqual(['noisy']);
    }
  });
});

describe('unstable', () => {
  test('a training loss that rises', () => {
    const losses = curve(STEPS, (step) => (step < 600 ? learning(2)(step) : learning(2)(600) + (step - 600) * 0.004));
    const [found] = read(losses, []);
    expect(found).toMatchObject({ code: 'rising', learningRate: 1e-3 });
    if (found?.code !== 'rising') throw new Error('unreachable');
    expect(found.sinceStep).toBeGreaterThanOrEqual(550);
    expect(found.sinceStep).toBeLessThanOrEqual(700);
    expect(found.to).toBeGreaterThan(found.from + 1);
  });

  test('is not seen in noise', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const found = codes(
        curve(STEPS, () => 3, { noise: 0.3, seed }),
        [],
      );
      expect(found, `seed ${seed}`).not.toContain('rising');
      expect(found, `seed ${seed}`).not.toContain('spikes');
    }
  });

  test('spikes, where there are several', () => {
    const spiky = (at: number[]) =>
      curve(STEPS, learning(2)).map((point) => (at.includes(point.step) ? { ...point, loss: point.loss + 2 } : point));
    expect(read(spiky([620, 750, 900]), [])[0]).toMatchObject({ code: 'spikes', count: 3, lastStep: 900 });
    expect(codes(spiky([620, 900]), [])).not.toContain('spikes');
    // Before the second half they are no news.
    expect(codes(spiky([100, 200, 300, 400]), [])).not.toContain('spikes');
  });

  test('gradients that are always clipped, if the loss does not fall', () => {
    const flat = curve(STEPS, (step) => 3 + 4 * Math.exp(-step / 40), { gradNorm: 7 });
    expect(read(flat, [])).toContainEqual({ code: 'clipped', share: 1, learningRate: 1e-3 });
    expect(codes(curve(STEPS, learning(2), { gradNorm: 7 }), [])).not.toContain('clipped');
    // Not both a lower and a higher learning rate; which one, its usual value says.
    expect(codes(flat, [])).toEqual(['clipped']);
    const still = curve(STEPS, () => 6.9, { noise: 0.05, gradNorm: 7 });
    expect(codes(still, [])).toEqual(['clipped']);
    const settings = { ...defaultSettings('nano'), learning_rate: 1e-6 };
    expect(codes(still, [], { settings })).toEqual(['hardly_learns']);
  });
});

test('a run whose losses fell up to its end should have gone on; one that goes on is healthy', () => {
  const losses = curve(STEPS, learning(1.5, 200));
  const evaluations = evaluationsOf(STEPS, 50, learning(1.7, 200));
  expect(read(losses, evaluations)).toEqual([
    { code: 'still_falling', fromStep: 500, from: expect.any(Number), to: expect.any(Number), lastSteps: 50 },
  ]);
  const training = { state: 'training', budget: { kind: 'steps', steps: 3000 } } as const;
  expect(read(losses, evaluations, training)).toEqual([{ code: 'healthy', when: 'going' }]);
  // Nobody knows whether the fall was worth anything.
  expect(read(losses, [])).toEqual([{ code: 'healthy', when: 'ended' }]);
});

describe('the losses that are told are means of those that the run had', () => {
  /** Bent as that of a short run: a straight line through its second half ends below all of it. */
  const bent = (step: number) => 0.26 + 3 * Math.exp(-step / 50);
  const losses = curve(240, bent, { noise: 0.003 });
  const between = (from: number, to: number) =>
    mean(losses.filter(({ step }) => step >= from && step <= to).map(({ loss }) => loss));

  test('of the first and the last steps since which it falls', () => {
    const [found] = read(
      losses,
      evaluationsOf(240, 20, (step) => bent(step) + 0.1),
    );
    expect(found).toEqual({
      ...{ code: 'still_falling', fromStep: 120, lastSteps: 12 },
      from: expect.closeTo(between(120, 131), 9),
      to: expect.closeTo(between(229, 240), 9),
    });
    const line = linearTrend(losses.filter(({ step }) => step >= 120));
    expect(line?.to).toBeLessThan(Math.min(...losses.map(({ loss }) => loss)));
  });

  test('of all steps since which it is flat', () => {
    const flat = curve(400, (step) => 3 + 4 * Math.exp(-step / 30), { noise: 0.05 });
    const all = mean(flat.slice(199).map(({ loss }) => loss));
    expect(read(flat, [])).toMatchObject([{ code: 'flat', fromStep: 200, last: expect.closeTo(all, 9) }]);
    const hardly = curve(400, (step) => 6.9 - step * 0.0001, { noise: 0.05 });
    expect(read(hardly, [])).toMatchObject([{ code: 'hardly_learns', last: nowOf(hardly)?.loss }]);
  });

  test('of the lowest steps and the last ones where it rises', () => {
    const rising = curve(200, (step) => 2 + Math.abs(step - 100) * 0.01, { noise: 0.01 });
    const low = mean(rising.slice(90, 100).map(({ loss }) => loss));
    const next = mean(rising.slice(100, 110).map(({ loss }) => loss));
    expect(read(rising, [])).toMatchObject([{ code: 'rising', from: Math.min(low, next), to: nowOf(rising)?.loss }]);
  });

  test('of a curve that was thinned out to extremes, by the means of its stretches', () => {
    // A stretch of eight steps is drawn by its lowest and its highest, which one odd step in each makes far too high.
    const odd = curve(4000, (step) => learning(1.5, 800)(step) + (step % 8 === 3 ? 0.4 : 0), { noise: 0.02 });
    const drawn = Array.from({ length: 500 }, (_, index) => odd.slice(8 * index, 8 * index + 8)).flatMap((part) => {
      const [low, ...rest] = [...part].sort((a, b) => a.loss - b.loss) as [InsightPoint, ...InsightPoint[]];
      const [first, last] = [low, rest.at(-1) as InsightPoint].sort((a, b) => a.step - b.step) as [
        InsightPoint,
        InsightPoint,
      ];
      return [
        { ...first, mean: null },
        { ...last, mean: mean(part.map(({ loss }) => loss)) },
      ];
    });
    const measured = mean(odd.filter(({ step }) => step >= 2000 && step < 2100).map(({ loss }) => loss));
    const found = read(drawn, evaluationsOf(4000, 200, learning(1.7, 800)))[0];
    expect(found).toMatchObject({ code: 'still_falling', lastSteps: 100 });
    if (found?.code !== 'still_falling') throw new Error('unreachable');
    // By the extremes it would be a seventh too high.
    expect(Math.abs(found.from - measured)).toBeLessThan(0.02);
  });

  test('and a fall that they do not show is told of no run', () => {
    // By the line it falls, but its end is where its beginning was.
    const lossAt = (step: number) =>
      step < 120 ? bent(step) : step < 132 ? 0.5 : step < 160 ? 0.7 : step < 229 ? 0.49 : 0.505;
    const found = codes(curve(240, lossAt, { noise: 0.003 }), evaluationsOf(240, 20, bent));
    expect(found).not.toContain('still_falling');
  });
});

test('validation that gets no better while training does', () => {
  expect(
    codes(
      curve(STEPS, learning(1.5, 200)),
      evaluationsOf(STEPS, 50, (step) => 2.4 + 4 * Math.exp(-step / 60)),
    ),
  ).toEqual(['validation_flat']);
});

test('many epochs are told', () => {
  const prepared = {
    trainDocuments: 100,
    trainTokens: 20_000,
    validationDocuments: 5,
    validationTokens: 1000,
    testDocuments: 0,
    testTokens: 0,
    promptsTooLong: 0,
    promptLimit: null,
  };
  const losses = curve(STEPS, learning(1.5, 200));
  // 16 sequences of 128 tokens, 1000 times.
  expect(read(losses, [], { prepared })).toEqual([{ code: 'too_little_data', epochs: 102.4 }]);
  expect(codes(losses, [], { prepared: { ...prepared, trainTokens: 200_000 } })).not.toContain('too_little_data');
  // Longer and not longer: what was measured beats the rule of thumb.
  const evaluations = evaluationsOf(STEPS, 50, learning(1.7, 200));
  expect(codes(losses, evaluations, { prepared })).toEqual(['still_falling']);
  const flat = curve(STEPS, (step) => 3 + 4 * Math.exp(-step / 40));
  expect(read(flat, [], { prepared })).toMatchObject([{ code: 'flat', next: 'rows' }, { code: 'too_little_data' }]);
});

describe('too early', () => {
  test.each([0, 1, 2, 10, 49])('%i steps', (steps) => {
    const losses = curve(steps, learning(2));
    expect(read(losses, [])).toEqual([{ code: 'too_early', steps, when: 'ended' }]);
  });

  test('while the learning rate still rises, by steps and by minutes', () => {
    const losses = curve(100, learning(2));
    const settings = { ...defaultSettings('nano'), warmup_ratio: 0.1 };
    const training = { state: 'training', settings } as const;
    expect(codes(losses, [], { ...training, budget: { kind: 'steps', steps: 1000 } })).toEqual(['too_early']);
    // A hundred steps of 100 ms are 10 of 100 seconds.
    expect(codes(losses, [], { ...training, budget: { kind: 'minutes', minutes: 100 / 60 } })).toEqual(['too_early']);
    expect(codes(losses, [], { ...training, budget: { kind: 'steps', steps: 200 } })).toEqual(['healthy']);
  });

  test('values that are no numbers are passed over', () => {
    const losses = curve(STEPS, learning(1.5, 200)).map((point) =>
      point.step % 10 === 0 ? { ...point, loss: Number.NaN } : point,
    );
    expect(codes(losses, [])).toEqual(['healthy']);
  });
});

test('a curve that was thinned out says the same', () => {
  const cases: [(step: number) => number, Evaluation[]][] = [
    [learning(1.2, 120), evaluationsOf(5000, 200, turning)],
    [learning(1.5, 800), evaluationsOf(5000, 200, learning(1.7, 800))],
    [(step) => 3 + 4 * Math.exp(-step / 40), []],
    [(step) => (step < 3000 ? learning(2)(step) : learning(2)(3000) + (step - 3000) * 0.001), []],
  ];
  for (const [lossAt, evaluations] of cases) {
    const losses = curve(5000, lossAt);
    const whole = codes(losses, evaluations);
    const extremes = decimate(
      losses.map(({ loss }) => loss),
      400,
    ).map((index) => losses[index] as InsightPoint);
    expect(codes(extremes, evaluations)).toEqual(whole);
    expect(
      codes(
        losses.filter(({ step }) => step % 10 === 0),
        evaluations,
      ),
    ).toEqual(whole);
  }
});

describe('the measures of the kept model', () => {
  const at = (value: number) => ({ value, low: value, high: value });
  const measures = (fidelity: number, copied = 0): Run['measures'] => ({
    ...{
      texts: 12,
      rows: 12,
      seed: 1,
      temperature: 0.8,
      fields: ['name'],
      notMeasured: {},
      newWords: null,
      createdAt: '',
    },
    metrics: { field_fidelity: at(fidelity), bitsPerByte: at(1), copied_spans: at(copied) },
    baselines: { referenceFidelity: 1, bigramBitsPerByte: 2, commonestMatch: null },
  });
  const codes = (patch: Partial<Run>) =>
    findings({ run: testRun({ state: 'done', ...patch }), losses: [], now: null, evaluations: [] }).map((finding) =>
      'when' in finding ? `${finding.code} ${finding.when}` : finding.code,
    );

  test('say that the texts miss their task, whatever the loss says', () => {
    expect(codes({ measures: measures(0) })).toEqual(['task_missed', 'too_early ended']);
    expect(codes({ measures: measures(7 / 12, 0.9) })).toEqual(['task_missed', 'copied', 'too_early ended']);
    expect(codes({ measures: measures(1) })).toEqual(['task_done']);
  });

  test('are not those of a run that goes on, and its words know where it is', () => {
    expect(codes({ state: 'training', measures: measures(0) })).toEqual(['too_early going']);
    expect(codes({ state: 'queued' })).toEqual(['too_early queued']);
    expect(codes({ state: 'paused' })).toEqual(['too_early paused']);
    expect(codes({ state: 'interrupted' })).toEqual(['too_early paused']);
  });
});
