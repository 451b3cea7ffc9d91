import {
  type KernelConfig,
  registerKernel,
  type TensorInfo,
  type UnsortedSegmentSumAttrs,
  util,
} from '@tensorflow/tfjs-core';

/** What of the WASM backend the kernels here use. */
interface WasmBackend {
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array;
}

/**
 * Sums rows of `x` [N, …] that belong to the same segment: the gradient of an embedding lookup, which the WASM backend lacks.
 * Segment ids outside of [0, numSegments) are dropped, as TensorFlow does.
 */
const unsortedSegmentSum: KernelConfig = {
  kernelName: 'UnsortedSegmentSum',
  backendName: 'wasm',
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
    const { numSegments } = attrs as unknown as UnsortedSegmentSumAttrs;
    const wasm = backend as unknown as WasmBackend;
    const rowShape = x.shape.slice(segmentIds.shape.length);
    const rowSize = util.sizeFromShape(rowShape);
    const output = wasm.makeOutput([numSegments, ...rowShape], 'float32');
    // The views are taken after the output exists: allocating may move WASM's memory.
    const sums = wasm.typedArrayFromHeap(output);
    const values = wasm.typedArrayFromHeap(x);
    const segments = wasm.typedArrayFromHeap(segmentIds);
    sums.fill(0);
    for (const [row, segment] of segments.entries()) {
      if (segment < 0 || segment >= numSegments) continue;
      const sum = sums.subarray(segment * rowSize, (segment + 1) * rowSize);
      for (let i = 0; i < rowSize; i++) sum[i] = (sum[i] as number) + (values[row * rowSize + i] as number);
    }
    return output;
  },
};

registerKernel(unsortedSegmentSum);
