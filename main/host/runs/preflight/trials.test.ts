import { expect, test } from 'vitest';
import { llamaConfig, llamaPreset } from '../../../../shared/domain/architectures/llama.ts';
import { defaultSettings } from '../../../../shared/domain/runs/training.ts';
import { memoryPorts } from '../../../../shared/ipc/memoryPort.ts';
import type { SpawnWorker, WorkerExit } from '../../../workers/process/workerHandle.ts';
import { EngineManager } from '../../services/engineManager.ts';
import { wasmOnly } from '../../testing/studio.ts';
import { Trials } from './trials.ts';

test('a trial that nobody would wait for ends, and is not begun again', async () => {
  let spawned = 0;
  const silent: SpawnWorker = () => {
    spawned++;
    const [port] = memoryPorts();
    let onExit: (exit: WorkerExit) => void = () => {};
    return {
      pid: undefined,
      send: (text) => port.send(text),
      onMessage: (listener) => port.onMessage(listener),
      onExit: (listener) => {
        onExit = listener;
      },
      kill: () => setTimeout(() => onExit({ code: null, signal: 'SIGKILL', stderrTail: '' })),
    };
  };
  const engine = new EngineManager(wasmOnly);
  const trials = new Trials({ spawn: silent, engine, availableMemory: async () => 1e9, limitMs: 20 });
  const job = {
    config: llamaConfig(llamaPreset('nano'), 128),
    settings: defaultSettings('nano'),
    task: 'text-generation' as const,
    base: null,
  };
  for (let time = 0; time < 2; time++) {
    expect(await trials.take('a', job, new AbortController().signal)).toEqual({ kind: 'too_slow' });
  }
  expect(spawned).toBe(1);
  await engine.close();
});
