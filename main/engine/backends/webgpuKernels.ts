import {
  type AddNInputs,
  getKernel,
  type KernelBackend,
  type KernelConfig,
  registerKernel,
  type TensorInfo,
  type TileAttrs,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core';

/**
 * The kernels of tfjs's WebGPU backend that a training step needs and that do not work as they are. The others do: the tests compare
 * whole steps with WASM.
 */
type Kernel = Pick<KernelConfig, 'kernelName' | 'kernelFunc'>;

type Run = (kernelName: string, inputs: Record<string, TensorInfo>, attrs?: object) => TensorInfo;

const runOn =
  (backend: object): Run =>
  (kernelName, inputs, attrs = {}) =>
    getKernel(kernelName, 'webgpu').kernelFunc({ inputs, backend, attrs: { ...attrs } }) as TensorInfo;

/**
 * Sum of any number of tensors, two at a time. The backend's own kernel binds all of them to one shader, and WebGPU promises no more
 * than 8 storage buffers a shader: with more inputs (the norm of all gradients has one for each parameter) it computes nothing.
 */
const addN: Kernel = {
  kernelName: 'AddN',
  kernelFunc: ({ inputs, backend }) => {
    const run = runOn(backend);
    const [first, ...rest] = inputs as unknown as AddNInputs as [TensorInfo, ...TensorInfo[]];
    return rest.reduce(
      (sum, tensor) => replaced(backend, sum, run('Add', { a: sum, b: tensor })),
      run('Identity', { x: first }),
    );
  },
};

/** Tensors of five dimensions and more are tiled axis by axis, as three: the backend's own kernel reads them synchronously, as only a browser can. */
function tile(own: KernelConfig['kernelFunc']): Kernel {
  return {
    kernelName: 'Tile',
    kernelFunc: (parameters) => {
      const { inputs, backend, attrs } = parameters;
      const { x } = inputs as { x: TensorInfo };
      const { reps } = attrs as unknown as TileAttrs;
      if (x.shape.length < 5) return own(parameters);
      const run = runOn(backend);
      const shape = [...x.shape];
      let result = run('Identity', { x });
      for (const [axis, times] of reps.entries()) {
        if (times === 1) continue;
        const outer = util.sizeFromShape(shape.slice(0, axis));
        const flat = [outer, 1, util.sizeFromShape(shape) / outer];
        result = replaced(backend, result, run('Reshape', { x: result }, { shape: flat }));
        const tiled = own({ inputs: { x: result }, backend, attrs: { reps: [1, times, 1] } }) as TensorInfo;
        result = replaced(backend, result, tiled);
        shape[axis] = (shape[axis] as number) * times;
      }
      return replaced(backend, result, run('Reshape', { x: result }, { shape }));
    },
  };
}

/** Gives up an intermediate result for the next one. */
function replaced(backend: unknown, old: TensorInfo, next: TensorInfo): TensorInfo {
  (backend as KernelBackend).disposeData(old.dataId);
  return next;
}

/** Puts the kernels above into the place of the backend's, which must be loaded already. */
export function registerWebgpuKernels(): void {
  const own = getKernel('Tile', 'webgpu').kernelFunc;
  for (const { kernelName, kernelFunc } of [addN, tile(own)]) {
    unregisterKernel(kernelName, 'webgpu');
    registerKernel({ kernelName, kernelFunc, backendName: 'webgpu' });
  }
}
