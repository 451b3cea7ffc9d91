import { loadBackend } from '../../main/engine/backends/load.ts';
import { tinyTraining } from '../../main/engine/choose/tinyTraining.ts';
import { programMaker } from '../../main/engine/programs/programs.ts';

/** Trains a tiny model for five steps in ONNX Runtime and writes its losses and gradient norms: on whatever processor runs this. */
await loadBackend('onnxruntime', null);
const make = programMaker('fp32', (problem) => {
  throw new Error(problem);
});
const steps = await tinyTraining(5, (definition) => make(definition).program);
process.stdout.write(`${JSON.stringify({ processor: process.arch, steps })}\n`, () => process.exit());
