import { cpus, totalmem } from 'node:os';
import { CASES, type CaseOutput } from './contract.ts';
import { DataMeasurements, type DataResults } from './dataMeasurements.ts';
import type { RunCase } from './isolated.ts';
import type { SuiteOptions } from './options.ts';
import { findPython, type Python, runReference } from './python.ts';
import { alternate, type Contender, reasonOf, type Standing } from './rounds.ts';
import { measureStartup, type StartupResult } from './startup.ts';
import { type BenchSize, modeName, type TrainMode } from './workload.ts';

/** PyTorch does not say when it was ready; its peak memory is unknown on Windows. */
const ReferenceTrain = CASES.train.output.omit({ ready_s: true }).extend({
  peak_rss_mb: CASES.train.output.shape.peak_rss_mb.nullable(),
});
const ReferenceDecode = CASES.decode.output.extend({
  peak_rss_mb: CASES.decode.output.shape.peak_rss_mb.nullable(),
});

/** A row of the training or decoding table: ours, or a reference's. */
export interface TrainRow extends Omit<CaseOutput<'train'>, 'ready_s' | 'peak_rss_mb'> {
  peak_rss_mb: number | null;
  ready_s?: number;
}
export interface DecodeRow extends Omit<CaseOutput<'decode'>, 'peak_rss_mb'> {
  peak_rss_mb: number | null;
}

export interface SuiteResults {
  date: string;
  machine: { cpu: string; cores: number; memory_gb: number; platform: string; node: string };
  /** The reference beside us, or why there is none. */
  reference: { torch: string; transformers: string | null } | { missing: string };
  rounds: number;
  training: Standing<TrainRow>[];
  decoding: Standing<DecodeRow>[];
  data: DataResults | { failed: string };
  startup: StartupResult | { failed: string };
}

const OUR_MODES: readonly TrainMode[] = [
  { precision: 'fp32', eager: false },
  { precision: 'bf16', eager: false },
  { precision: 'fp32', eager: true },
];
const TORCH_MODES = ['compile', 'bf16-compile', 'eager', 'bf16'];
const STREAMS = [1, 8];
const DECODE_TOKENS = 100;
const STARTUP_ROUNDS = 3;

/** Measures all there is. What fails leaves its reason in its place; the rest goes on. */
export async function runSuite(
  run: RunCase,
  options: SuiteOptions,
  note: (text: string) => void,
): Promise<SuiteResults> {
  const python = await findPython();
  if ('missing' in python) note(`PyTorch is left out: ${python.missing}`);
  else note(`beside PyTorch ${python.torch}${python.transformers ? ` and transformers ${python.transformers}` : ''}`);

  const training: Standing<TrainRow>[] = [];
  for (const size of options.sizes) {
    const ours = OUR_MODES.map((mode) => ourTraining(run, size, mode, options.steps));
    const theirs =
      'missing' in python ? [] : TORCH_MODES.map((mode) => torchTraining(python, size, mode, options.steps));
    training.push(...(await alternate(ours, theirs, options.rounds, note)));
  }
  // Decoding is measured on one size: what it costs is the same few operations in each.
  const [decodeSize = 'R1'] = options.sizes;
  const tokens = decodeSize === 'TINY' ? 8 : DECODE_TOKENS;
  const ours = STREAMS.map((streams) => ourDecoding(run, decodeSize, streams, tokens));
  const theirs =
    'missing' in python || python.transformers === null
      ? []
      : STREAMS.map((streams) => transformersDecoding(python, decodeSize, streams, tokens));
  const decoding = await alternate(ours, theirs, options.rounds, note);

  note('importing, preparing and encoding a table');
  const data = await orFailure(async () => {
    const measurements = new DataMeasurements(run, options.megabytes);
    return { import: await measurements.import(), ...(await measurements.tokenize()) };
  });
  // Last, since a browser's driver makes this process larger, and children inherit its size as their least peak.
  note('starting the studio');
  const startup = await orFailure(() => measureStartup(STARTUP_ROUNDS));

  return {
    date: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memory_gb: Math.round(totalmem() / 1024 ** 3),
      platform: `${process.platform} ${process.arch}`,
      node: process.versions.node,
    },
    reference: 'missing' in python ? python : { torch: python.torch, transformers: python.transformers },
    rounds: options.rounds,
    training,
    decoding,
    data,
    startup,
  };
}

function ourTraining(run: RunCase, size: BenchSize, mode: TrainMode, steps: number): Contender<TrainRow> {
  return {
    label: { engine: 'kindling', size, mode: modeName(mode) },
    measure: () => run('train', { size, ...mode, steps }),
  };
}

function torchTraining(python: Python, size: BenchSize, mode: string, steps: number): Contender<TrainRow> {
  return {
    label: { engine: 'pytorch', size, mode },
    measure: () => runReference(python, 'torch_reference.py', { size, mode, steps }, ReferenceTrain),
  };
}

function ourDecoding(run: RunCase, size: BenchSize, streams: number, tokens: number): Contender<DecodeRow> {
  return {
    label: { engine: 'kindling', size, mode: 'decode', streams },
    measure: () => run('decode', { size, streams, tokens, eager: false }),
  };
}

function transformersDecoding(python: Python, size: BenchSize, streams: number, tokens: number): Contender<DecodeRow> {
  return {
    label: { engine: 'transformers', size, mode: 'decode', streams },
    measure: () => runReference(python, 'generate_reference.py', { size, streams, tokens }, ReferenceDecode),
  };
}

async function orFailure<T>(work: () => Promise<T>): Promise<T | { failed: string }> {
  try {
    return await work();
  } catch (error) {
    return { failed: reasonOf(error) };
  }
}
