import { type LayerTable, NODE } from './layerTable.ts';

const TEST = [
  ...NODE,
  'node:child_process',
  'node:events',
  'node:http',
  'node:net',
  'node:readline',
  'node:v8',
  'node:vm',
  'node:zlib',
  'vitest',
  'fast-check',
  'fflate',
];

/** What tests (`*.test.ts`, `*.spec.ts`, `testing/`) may import besides. */
export const TEST_LAYERS: LayerTable = {
  'shared/**': ['vitest', 'fast-check', 'node:fs', 'node:path', 'node:url', 'zod', 'shared/**'],
  'renderer/**': ['vitest', 'fast-check', 'i18next', 'renderer/i18n/**', 'shared/**'],
  'main/**': [...TEST, 'ws', 'zod', 'main/**', 'shared/**'],
  'main/ml/architectures/testing/**': [
    '@tensorflow/tfjs-core',
    'node:fs',
    'node:path',
    'vitest',
    'main/**',
    'shared/**',
  ],
  // llama.cpp, which loads what is exported.
  'main/formats/gguf/testing/**': [...TEST, 'node-llama-cpp'],
  'main/engine/testing/**': ['@tensorflow/tfjs-core', 'main/**', 'shared/**'],
  'main/ml/train': [...TEST, 'main/**', 'shared/**', 'e2e/helpers'],
  'main/ml/train/testing': ['@tensorflow/tfjs-core', 'main/**', 'shared/**'],
  'main/tasks/**': [...TEST, '@tensorflow/tfjs-core', 'main/**', 'shared/**', 'e2e/helpers'],
  'main/ml/tokenizer': [...TEST, 'tokenizers', 'main/**', 'shared/**'],
  'main/electron': [...TEST, 'e2e/electron', 'main/**', 'shared/**'],
  // What reads a format is tested with what another program wrote, and the other way round.
  'main/host/**': [...TEST, 'hyparquet-writer', 'zod', 'main/**', 'shared/**'],
  'main/workers/import': [...TEST, 'hyparquet-writer', 'main/**', 'shared/**'],
  'main/workers/export': [...TEST, 'hyparquet', 'main/**', 'shared/**'],
  'e2e/**': [
    ...TEST,
    '@electron/asar',
    '@electron/fuses',
    '@playwright/test',
    'openai',
    'vite',
    'zod',
    'package.json',
    'e2e/**',
    'main/**',
    'renderer/i18n/**',
    'renderer/features/runs/testRun.ts',
    'renderer/tasks/index.ts',
    'renderer/tasks/multiLabelClassification/ownTexts.ts',
    'renderer/tasks/recommendation/ownTexts.ts',
    'renderer/tasks/regression/ownTexts.ts',
    'renderer/tasks/sentenceSimilarity/ownTexts.ts',
    'renderer/tasks/textClassification/ownTexts.ts',
    'shared/**',
  ],
};
