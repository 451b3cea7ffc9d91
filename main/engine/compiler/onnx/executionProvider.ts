import type { InferenceSession } from 'onnxruntime-node';
import { ExecutionProvider } from '../../../../shared/domain/engines/engine.ts';
import type { OnnxRuntime } from './onnxRuntime.ts';

type Options = Pick<InferenceSession.SessionOptions, 'executionProviders' | 'enableMemPattern'>;

/** Flags of its header, for Node: the newer kind of program, and no neural engine, which computes in 16 bits and training does not bear. */
const COREML_FLAGS = { createMlProgram: 0x010, useCpuAndGpu: 0x020 };

/**
 * What a session is told of a provider; what it cannot compute, the processor does. DirectML does without memory patterns.
 * https://onnxruntime.ai/docs/execution-providers/DirectML-ExecutionProvider.html
 */
const OPTIONS: Record<ExecutionProvider, Options> = {
  cpu: { executionProviders: ['cpu'] },
  webgpu: { executionProviders: ['webgpu', 'cpu'] },
  dml: { executionProviders: ['dml', 'cpu'], enableMemPattern: false },
  coreml: {
    executionProviders: [
      { name: 'coreml', coreMlFlags: COREML_FLAGS.createMlProgram | COREML_FLAGS.useCpuAndGpu },
      'cpu',
    ],
  },
  cuda: { executionProviders: ['cuda', 'cpu'] },
};

export const providerOptions = (provider: ExecutionProvider): Options => OPTIONS[provider];

/** The providers of graphics processors that lie in the package for this system, so that nothing is to be installed for them. */
export function bundledProviders(runtime: OnnxRuntime): ExecutionProvider[] {
  return runtime
    .listSupportedBackends()
    .filter(({ name, bundled }) => bundled && name !== 'cpu')
    .flatMap(({ name }) => ExecutionProvider.safeParse(name).data ?? []);
}
