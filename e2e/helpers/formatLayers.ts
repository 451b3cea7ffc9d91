import { DOMAIN, ERRORS, type LayerTable, NODE } from './layerTable.ts';

const TFJS = '@tensorflow/tfjs-core';

/** What the formats of models may import. */
export const FORMAT_LAYERS: LayerTable = {
  'main/formats': ['zod', 'main/files', 'main/formats/**', 'type main/ml/**', DOMAIN, ERRORS],
  // A graph is recorded from what the architecture computes.
  'main/formats/onnx': [
    ...NODE,
    TFJS,
    'onnxruntime-node',
    'zod',
    'main/engine/backends/recordingBackend.ts',
    'main/engine/compiler',
    'main/engine/compiler/onnx',
    'main/files',
    'main/formats',
    'main/formats/card',
    'main/formats/huggingface',
    'main/ml/architectures',
    'type main/ml/**',
    DOMAIN,
    ERRORS,
  ],
  // A package is an ONNX graph and a module around it.
  'main/formats/app': [
    ...NODE,
    'zod',
    'main/files',
    'main/formats',
    'main/formats/card',
    'main/formats/huggingface',
    'main/formats/onnx',
    'main/formats/app/source',
    'main/ml',
    'type main/ml/**',
    DOMAIN,
    ERRORS,
  ],
  'main/formats/app/source': [],
  // What fewer bits cost is measured with the model's own head.
  'main/formats/gguf': [
    ...NODE,
    'zod',
    'main/files',
    'main/formats',
    'main/formats/card',
    'main/formats/huggingface',
    'main/formats/onnx/heldOutBits.ts',
    'main/ml/architectures',
    'main/ml/tokenizer',
    'type main/ml/**',
    DOMAIN,
    ERRORS,
  ],
  // By offset, piece by piece.
  'main/formats/fileSpans.ts': [...NODE, 'main/files', ERRORS],
  'main/formats/fingerprint.ts': [...NODE, DOMAIN],
  'main/formats/boundedTemplate.ts': ['@huggingface/jinja'],
  'main/formats/chatTemplate.ts': ['node:vm', 'main/formats', DOMAIN, ERRORS],
  'main/formats/libraryModel.ts': [...NODE, 'zod', 'main/files', 'main/formats/**', 'main/ml/tuning', DOMAIN, ERRORS],
  // Each format has a folder; which of them may be named, and by whom, is in `entryLists.ts`.
  'main/formats/**': [
    ...NODE,
    'zod',
    'main/files',
    'main/formats/**',
    'main/ml/architectures',
    'type main/ml/baselines',
    'main/ml/tokenizer',
    DOMAIN,
    ERRORS,
  ],
};
