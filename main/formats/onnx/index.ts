export { onnxFolder as onnx } from './onnxFolder.ts';
