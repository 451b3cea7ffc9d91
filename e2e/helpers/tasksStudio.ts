import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serveUntilInterrupted } from '../../main/headless/serveUntilInterrupted.ts';
import { startHeadless } from '../../main/headless/startHeadless.ts';
import { defaultScript, spawner, trainBySteps, wasmOnly } from '../../main/host/testing/studio.ts';
import type { HeldOutRow, MeasureRecord } from '../../shared/domain/models/measures.ts';
import { THRESHOLDS } from '../../shared/domain/models/tagReport.ts';
import type { PredictionEvent, PredictionInput } from '../../shared/domain/tasks/index.ts';
import { connect } from '../../shared/ipc/client.ts';
import { contract } from '../../shared/ipc/contract.ts';
import { memoryPorts } from '../../shared/ipc/memoryPort.ts';

/**
 * The headless studio with a table that has a column for each task: a text, a label, a number, several labels, and who rated what when. Trainings follow a script and
 * learn nothing, and models answer what their task answers: for tests of what a task shows, not of what it learns.
 *
 * `node e2e/helpers/tasksStudio.ts --home DIR` prints the address.
 */
const { values } = parseArgs({ options: { home: { type: 'string' } } });
const home = values.home ?? '';
const ROWS = 40;

/** A row whose label is the other one: labels that look wrong are to find it. */
const WRONG = 6;
const rows = Array.from({ length: ROWS }, (_, row) => {
  const [user, item] = [row % 8, (row * 7) % 20];
  return `A lamp of kind ${item},${(row % 2 === 0) === (row !== WRONG) ? 'good' : 'bad'},${10 + row}.5,${row % 3 === 0 ? 'cheap; light' : 'light'},user ${user},lamp ${item},${1 + (row % 5)},2026-01-${10 + (row % 20)}`;
});
const TABLE = `text,mood,price,topics,user,item,rating,time\n${rows.join('\n')}\n`;

const tokens = { tokens: 3, cutTokens: 0 };
function answerTo(input: PredictionInput): PredictionEvent {
  switch (input.task) {
    case 'text-classification': {
      const labels = [
        { label: 'good', probability: 0.75 },
        { label: 'bad', probability: 0.25 },
      ];
      return { event: 'labels', index: 0, text: 'A lamp', labels, ...tokens };
    }
    case 'multi-label-classification': {
      const labels = [
        { label: 'light', probability: 0.8 },
        { label: 'cheap', probability: 0.3 },
      ];
      return { event: 'tags', index: 0, text: 'A lamp', labels, ...tokens };
    }
    case 'regression':
      return { event: 'score', index: 0, text: 'A lamp', value: 1234.5, ...tokens };
    case 'recommendation': {
      const items = [{ item: 'lamp 3', probability: 0.5, because: [{ item: 'lamp 1', similarity: 0.9 }] }];
      return { event: 'items', index: 0, items, unknown: ['lamp 99'] };
    }
    case 'sentence-similarity': {
      const matches = [
        { index: 1, text: 'lamp 3', score: 0.75 },
        { index: 0, text: 'lamp 99', score: 0.25 },
      ];
      return { event: 'similarities', text: 'A lamp', matches };
    }
    default:
      throw new Error(`nobody has told what a model of ${input.task} answers`);
  }
}

const script = defaultScript();
script.infer.predict = async function* ({ input }) {
  // One answer a text where there are many.
  if (input.task === 'text-classification')
    for (const index of input.texts.keys()) yield { ...answerTo(input), index } as PredictionEvent;
  else yield answerTo(input);
};
/** What labels a model tells, where it tells any number of them. */
script.train.run = async function* (request, ended) {
  for await (const event of trainBySteps(request, ended)) {
    if (event.event === 'done')
      writeFileSync(join(request.output, 'config.json'), JSON.stringify({ id2label: { 0: 'light', 1: 'cheap' } }));
    yield event;
  }
};
/** How a model of one label does, and how it does together with words: two points better. */
function measuredLabels(rows: readonly HeldOutRow[]): Partial<MeasureRecord> {
  const figure = (value: number) => ({ value, low: value - 0.01, high: value + 0.01 });
  const rivals = (gain: number) => [
    { name: 'linear' as const, metrics: { accuracy: figure(0.8) }, gains: { accuracy: figure(gain) } },
  ];
  const gains = { accuracy: { value: 0.02, low: 0.005, high: 0.035 } };
  const of = (output: string) => ({
    written: rows.map((row) => ({ ...row, output })),
    labels: { labels: [], labelCount: 2, cells: [], cellCount: 0, bins: [] },
  });
  return {
    ...{ metrics: { accuracy: figure(0.85) }, rivals: rivals(0.05), tags: undefined },
    together: { used: false, other: { metrics: { accuracy: figure(0.87) }, rivals: rivals(0.07) }, gains },
    ...of('good'),
    otherwise: of('bad'),
  };
}

script.infer.measure = async function* ({ rows, seed }) {
  /** Told of ever fewer rows, and of ever fewer rightly. */
  const steps = (right: number) => THRESHOLDS.map((_, step) => ({ told: 19 - step, hits: Math.min(right, 19 - step) }));
  const labels = [
    { label: 'light', support: 15, steps: steps(14) },
    { label: 'cheap', support: 5, steps: steps(4) },
  ];
  const figure = { value: 0.5, low: 0.4, high: 0.6 };
  yield {
    event: 'done',
    record: {
      ...{ texts: rows.length, rows: rows.length, seed, temperature: 0, fields: [], metrics: { micro_f1: figure } },
      ...{ notMeasured: {}, newWords: null, createdAt: new Date().toISOString() },
      baselines: { referenceFidelity: null, bigramBitsPerByte: null, commonestMatch: null },
      written: rows.map((row) => ({ ...row, output: 'light' })),
      tags: { rows: 19, labels },
      ...(rows.some(({ reference }) => ['good', 'bad'].includes(reference)) ? measuredLabels(rows) : {}),
    },
  };
};
const headless = await startHeadless({ home, host: { spawnWorker: spawner(script, []), engine: wasmOnly } });
const [ours, hosts] = memoryPorts();
headless.host.attach(hosts, { mayNamePaths: true, offerDownload: null });
const path = join(home, 'lamps.csv');
writeFileSync(path, TABLE);
for await (const _ of connect(ours, contract).datasets.import({ file: { kind: 'path', path } }));
process.stdout.write(`${headless.url}\n`);
await serveUntilInterrupted(headless);
