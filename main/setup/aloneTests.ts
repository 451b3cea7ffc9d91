/**
 * Test files with a process of their own: what changes it, or modules of Node, for good, and what compares times, which the heap of others
 * would change.
 */
export const ALONE: readonly string[] = [
  // ONNX Runtime lets the thread that it computes on take numbers too small to be exact for zero, from then on.
  'main/engine/choose/measureStep.test.ts',
  'main/engine/compiler/onnx/gpuOperators.test.ts',
  'main/engine/compiler/onnx/onnxProgram.test.ts',
  'main/ml/serve/batchedDecoders.test.ts',
  'main/ml/serve/writePooled.test.ts',
  'main/ml/train/scoresProgram.test.ts',
  'main/tasks/textClassification/groupedRows.test.ts',
  'main/host/home/privateHome.test.ts',
  'main/host/services/files.test.ts',
  'main/workers/doctor/linear.test.ts',
];
