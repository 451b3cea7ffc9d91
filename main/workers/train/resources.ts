import { availableParallelism } from 'node:os';
import type { EngineDevice } from '../../../shared/domain/engines/engine.ts';
import type { ResourceUsage, StepMetric } from '../../../shared/domain/runs/run.ts';
import { type GpuUsage, queryNvidiaSmi } from './nvidiaSmi.ts';

/** Once a second at first, and then at every 500th part of the time: some 3,000 times in a day. */
const LEAST_MS = 1000;
const SHARE = 1 / 500;

/** What tests replace. */
export interface Machine {
  cores: number;
  /** Microseconds of all threads so far. */
  cpuMicroseconds(): number;
  rssBytes(): number;
  /** Milliseconds on a clock that only goes on. */
  now(): number;
  gpu(): Promise<GpuUsage | null>;
}

const thisMachine: Machine = {
  cores: availableParallelism(),
  cpuMicroseconds: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  rssBytes: () => process.memoryUsage.rss(),
  now: () => performance.now(),
  gpu: queryNvidiaSmi,
};

/** Measures what this process takes of the machine, between steps and without a pause of its own. */
export class ResourceMeter {
  readonly #machine: Machine;
  #usesGpu: boolean;
  #gpu: GpuUsage | null = null;
  #last: { at: number; cpuMicroseconds: number };

  constructor(device: EngineDevice, machine: Machine = thisMachine) {
    this.#machine = machine;
    this.#usesGpu = device !== 'cpu';
    this.#last = { at: machine.now(), cpuMicroseconds: machine.cpuMicroseconds() };
    this.#askGpu();
  }

  /** The usage since the last measurement; `null` while none is due. */
  measure({ step, elapsedMs }: Pick<StepMetric, 'step' | 'elapsedMs'>): ResourceUsage | null {
    const [at, cpuMicroseconds] = [this.#machine.now(), this.#machine.cpuMicroseconds()];
    const passedMs = at - this.#last.at;
    if (passedMs < Math.max(LEAST_MS, elapsedMs * SHARE)) return null;
    const busyMs = (cpuMicroseconds - this.#last.cpuMicroseconds) / 1000;
    this.#last = { at, cpuMicroseconds };
    const gpu = this.#gpu;
    this.#askGpu();
    return {
      step,
      elapsedMs,
      cpuPercent: Math.min(100, (100 * busyMs) / (passedMs * this.#machine.cores)),
      rssBytes: this.#machine.rssBytes(),
      gpuPercent: gpu?.percent ?? null,
      gpuMemoryBytes: gpu?.memoryBytes ?? null,
    };
  }

  /** The answer serves the next measurement: training does not wait for it. Where there is none, it is not asked again. */
  #askGpu(): void {
    if (!this.#usesGpu) return;
    void this.#machine.gpu().then((usage) => {
      this.#gpu = usage;
      this.#usesGpu = usage !== null;
    });
  }
}

type Step = { event: 'step'; metric: StepMetric };
type Resources = { event: 'resources'; resources: ResourceUsage };

/** Adds the usage to what training reports, after the step that it is measured at. */
export async function* withResources<E extends { event: Exclude<string, 'step'> }, R>(
  events: AsyncGenerator<E | Step, R, undefined>,
  meter: ResourceMeter,
): AsyncGenerator<E | Step | Resources, R, undefined> {
  try {
    for (;;) {
      const { done, value } = await events.next();
      if (done) return value;
      yield value;
      const resources = isStep(value) ? meter.measure(value.metric) : null;
      if (resources) yield { event: 'resources', resources };
    }
  } finally {
    // Whoever listens may leave early; training then frees what it holds.
    await events.return(undefined as R);
  }
}

const isStep = (event: { event: string }): event is Step => event.event === 'step';
