import { afterEach, expect, test, vi } from 'vitest';
import { THRESHOLDS } from '../../shared/domain/models/tagReport.ts';
import type { Thresholds } from '../../shared/domain/tasks/thresholds.ts';
import { Output } from './output.ts';
import type { Session } from './session.ts';
import { type ThresholdsOptions, thresholdsCommand } from './thresholdsCommand.ts';

afterEach(() => vi.restoreAllMocks());

const LABELS = ['bug', 'a=b', 'ui'];
/** Of ten rows that have a label: all are told up to a threshold and none above, so that just below it is the best. */
const upTo = (label: string, most: number, falsely: number) => ({
  ...{ label, support: 10 },
  steps: THRESHOLDS.map((from) =>
    from <= most ? { told: 10, hits: 10 } : from <= most + 0.2 ? { told: falsely, hits: 1 } : { told: 0, hits: 0 },
  ),
});
const REPORT = {
  rows: 30,
  // A label of the rows that the model cannot tell is no threshold of its own.
  labels: [upTo('bug', 0.3, 2), upTo('a=b', 0.7, 2), upTo('never seen', 0.2, 2)],
};

/** A studio with one model, whose thresholds are kept. */
function studioWith(tags: typeof REPORT | null, chosen: Thresholds = {}) {
  const written: Thresholds[] = [];
  let thresholds = chosen;
  const models = {
    thresholds: async () => ({ labels: LABELS, thresholds }),
    measurement: async () => tags && { tags },
    setThresholds: async (given: { thresholds: Thresholds }) => {
      written.push(given.thresholds);
      thresholds = Object.fromEntries(Object.entries(given.thresholds).filter(([, value]) => value !== 0.5));
      return { labels: LABELS, thresholds };
    },
  };
  const run = async (options: Partial<ThresholdsOptions> = {}) => {
    const output = new Output(false);
    const result = vi.spyOn(output, 'result').mockImplementation(() => {});
    const session = { client: { models } } as unknown as Session;
    await thresholdsCommand(session, output, { model: 'm', best: false, reset: false, ...options });
    const [value, text] = result.mock.lastCall as [Record<string, unknown>, string];
    return { value, lines: text.split('\n') };
  };
  return { written, run };
}

test('shows where each label is told from, what was measured there, and changes nothing', async () => {
  const { run, written } = studioWith(REPORT, { bug: 0.3 });
  const { value, lines } = await run();
  expect(written).toEqual([]);
  expect(value).toMatchObject({
    ...{ model: 'm', changed: false, rows: 30 },
    labels: [
      { label: 'bug', threshold: 0.3, support: 10, precision: 1, recall: 1, f1: 1 },
      { label: 'a=b', threshold: 0.5, f1: 1 },
      { label: 'ui', threshold: 0.5 },
    ],
  });
  // Of a label that no row has, nothing is known.
  expect((value.labels as object[])[2]).toEqual({ label: 'ui', threshold: 0.5 });
  expect(lines.slice(0, 3)).toEqual([
    'bug: from 30% on  F1 100.0%, precision 100.0%, recall 100.0% (10 rows)',
    'a=b: from 50% on  F1 100.0%, precision 100.0%, recall 100.0% (10 rows)',
    'ui: from 50% on',
  ]);
  // Of 30 labels that rows have, 20 are told and all right; from a half on, of “bug” 2 instead of 10, and 1 of them right.
  expect(value.metrics).toMatchObject({ micro_f1: (2 * 20) / (30 + 20) });
  expect(value.usual).toMatchObject({ micro_f1: (2 * 11) / (30 + 12) });
  expect(lines[3]).toMatch(/^On 30 held-out rows: micro-F1 /);
});

test('that thresholds make more wrong than 50% is said', async () => {
  const worse =
    'Counted over all labels together they do worse than 50%: they help rare labels, and cost common ones more.';
  // From 95% on nothing of “a=b” is told.
  const { run } = studioWith(REPORT, { 'a=b': 0.95 });
  expect((await run()).lines).toContain(worse);
  const better = studioWith(REPORT, { bug: 0.3 });
  expect((await better.run()).lines).not.toContain(worse);
});

test('one that is set joins those that were chosen before; a label may have an equals sign', async () => {
  const { run, written } = studioWith(REPORT, { bug: 0.3 });
  const { value } = await run({ set: ['a=b=0.7', 'ui=0.5'] });
  expect(written).toEqual([{ bug: 0.3, 'a=b': 0.7, ui: 0.5 }]);
  expect(value).toMatchObject({ changed: true, labels: [{ threshold: 0.3 }, { threshold: 0.7 }, { threshold: 0.5 }] });
});

test('the best take the place of all, but for what is set beside them; reset takes all back', async () => {
  const { run, written } = studioWith(REPORT, { ui: 0.1 });
  const { value } = await run({ best: true });
  // A half is as good as any for “a=b”, and stays; what the model cannot tell has none.
  expect(written).toEqual([{ bug: 0.3 }]);
  expect(value).toMatchObject({ changed: true, labels: [{ threshold: 0.3 }, { threshold: 0.5 }, { threshold: 0.5 }] });
  await run({ best: true, set: ['bug=0.25'] });
  await run({ reset: true });
  await run({ reset: true, set: ['ui=0'] });
  expect(written.slice(1)).toEqual([{ bug: 0.25 }, {}, { ui: 0 }]);
});

test('without a measurement it says how to get one', async () => {
  const { run, written } = studioWith(null);
  const { value, lines } = await run({ set: ['bug=0.4'] });
  expect(value).toEqual({
    ...{ model: 'm', changed: true },
    labels: [
      { label: 'bug', threshold: 0.4 },
      { label: 'a=b', threshold: 0.5 },
      { label: 'ui', threshold: 0.5 },
    ],
  });
  expect(lines).toEqual([
    ...['bug: from 40% on', 'a=b: from 50% on', 'ui: from 50% on'],
    'Nothing was measured of its labels yet: kindling evaluate --model does it.',
  ]);
  await expect(run({ best: true })).rejects.toMatchObject({ code: 'bad_input', details: { path: '--best' } });
  expect(written).toHaveLength(1);
});

test.each(['bug', '=0.5', 'bug=', 'bug= ', 'bug=x', 'bug=1.1', 'bug=-0.1', 'bug=NaN'])(
  'refuses --set %j, and writes nothing',
  async (text) => {
    const { run, written } = studioWith(REPORT);
    await expect(run({ set: [text] })).rejects.toMatchObject({ code: 'bad_input', details: { path: '--set' } });
    expect(written).toEqual([]);
  },
);

test('refuses --best with --reset', async () => {
  const { run, written } = studioWith(REPORT);
  await expect(run({ best: true, reset: true })).rejects.toMatchObject({ details: { path: '--reset' } });
  expect(written).toEqual([]);
});
