/**
 * Test files that take longest, most of it waiting for processes: begun first, they end while the others still fill the cores. Vitest knows
 * how long a file takes only where it has run before.
 */
export const FIRST_TESTS: readonly string[] = [
  'e2e/chaos/chaos.test.ts',
  'e2e/chaos/faults.test.ts',
  'e2e/package.test.ts',
  'e2e/interrupt.test.ts',
  'main/host/contract.test.ts',
  'e2e/openaiClient.test.ts',
  'e2e/electron/shell.test.ts',
  'main/ml/train/trainModel.test.ts',
  'main/engine/compiler/compiler.test.ts',
  'main/engine/compiler/architectures.test.ts',
  'main/engine/compiler/tuning.test.ts',
  'main/host/earlierHomes.test.ts',
];
