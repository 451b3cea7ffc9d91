import * as tf from '@tensorflow/tfjs-core';
import { deviceOfProvider } from '../../../shared/domain/engines/engine.ts';
import type { ProgramDefinition } from '../../ml/program/program.ts';
import { endWithParent } from '../../workers/process/endWithParent.ts';
import { loadBackend } from '../backends/load.ts';
import { otherProviders } from '../backends/onnxruntimeBackend.ts';
import { findWebgpuAdapter, type WebgpuAdapter } from '../backends/webgpuBackend.ts';
import { programMaker } from '../programs/programs.ts';
import { compareWithProcessor, WrongResult } from './compareWithProcessor.ts';
import { measureStep } from './measureStep.ts';
import { ProbeRequest, type ProbeResult } from './probe.ts';

/** The gradient of the sum of the squares of a product, by its first factor. */
const GRADIENT: ProgramDefinition = {
  state: new Map(),
  methods: new Map([
    [
      'gradient',
      {
        inputs: new Map(['a', 'b'].map((name) => [name, { dtype: 'float32', shape: [2, 2] }])),
        call: (inputs) => {
          const loss = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.square(tf.matMul(a, b)));
          const [gradient] = tf.grads(loss)([inputs.get('a') as tf.Tensor, inputs.get('b') as tf.Tensor]);
          return { outputs: new Map([['gradient', gradient as tf.Tensor]]) };
        },
      },
    ],
  ]),
};

/**
 * Entry of the probe process: loads the engine that the command line asks for, takes one small gradient with it and, if that is asked
 * for, measures training steps.
 */
async function probe({ engine, binding, provider, task }: ProbeRequest): Promise<ProbeResult> {
  try {
    let adapter: WebgpuAdapter | null = null;
    if (engine === 'webgpu') {
      adapter = await findWebgpuAdapter();
      if (!adapter) return { works: false, failure: { code: 'no_gpu' } };
    }
    await loadBackend(engine, binding, { provider });
    if (provider && provider !== 'cpu') await compareWithProcessor(provider);
    // As it trains: compiled, where the engine compiles.
    const { program } = programMaker('fp32', (problem) => {
      throw new Error(problem);
    })(GRADIENT);
    const { gradient } = await program.run('gradient', {
      a: Float32Array.of(1, 2, 3, 4),
      b: Float32Array.of(1, 0, 0, 1),
    });
    program.dispose();
    const values = Array.from(gradient ?? []);
    const expected = '2,4,6,8';
    if (values.join() !== expected)
      return { works: false, failure: { code: 'wrong_result', got: values.join(), expected } };
    const measured = task === 'measure' ? { stepMs: await measureStep() } : {};
    if (adapter) return { works: true, device: 'gpu', adapter, ...measured };
    const providers = otherProviders();
    if (providers) return { works: true, device: deviceOfProvider(provider ?? 'cpu'), providers, ...measured };
    const { isUsingGpuDevice } = tf.backend() as tf.KernelBackend & { isUsingGpuDevice?: boolean };
    return { works: true, device: isUsingGpuDevice ? 'cuda' : 'cpu', ...measured };
  } catch (error) {
    if (error instanceof WrongResult) return { works: false, failure: { code: 'wrong_result', ...error.results } };
    const message = error instanceof Error ? error.message : String(error);
    return { works: false, failure: { code: 'error', message } };
  }
}

const { parentPort } = process as { parentPort?: { postMessage(message: unknown): void } };
if (!parentPort) endWithParent();
const result = await probe(ProbeRequest.parse(JSON.parse(process.argv[2] ?? '')));
// Electron's utility processes answer through a port of their own; the shell ends them.
if (parentPort) parentPort.postMessage(result);
else process.send?.(result, () => process.exit());
