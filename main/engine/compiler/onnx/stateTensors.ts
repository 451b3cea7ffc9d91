import type { Tensor } from 'onnxruntime-node';
import { sizeOf, type TensorType } from '../graph.ts';
import { bytesOf } from './graphBuilder.ts';
import type { OnnxRuntime } from './onnxRuntime.ts';

/** A program's state in memory that both JavaScript and the runtime see. */
export class StateTensors {
  readonly #runtime: OnnxRuntime;
  readonly #variables: ReadonlyMap<string, TensorType>;
  readonly #tensors = new Map<string, Tensor>();
  /** Memory of values that were replaced, for the next ones. */
  readonly #spare = new Map<string, Tensor>();

  constructor(runtime: OnnxRuntime, variables: ReadonlyMap<string, TensorType>) {
    this.#runtime = runtime;
    this.#variables = variables;
  }

  get(name: string): Tensor {
    const found = this.#tensors.get(name);
    if (!found) throw new Error(`${name} was not written yet`);
    return found;
  }

  bytesOf(names: readonly string[]): number {
    return names.reduce((bytes, name) => bytes + 4 * sizeOf(this.#typeOf(name).shape), 0);
  }

  bytes(name: string): Uint8Array {
    return bytesOf(this.get(name).data as Float32Array);
  }

  spare(name: string): Tensor {
    const found = this.#spare.get(name) ?? this.#make(name);
    this.#spare.delete(name);
    return found;
  }

  set(name: string, tensor: Tensor): void {
    const before = this.#tensors.get(name);
    if (before && before.data !== tensor.data) this.#spare.set(name, before);
    this.#tensors.set(name, tensor);
  }

  clear(name: string): void {
    this.#tensors.set(name, this.#make(name));
  }

  write(values: ReadonlyMap<string, Float32Array>): void {
    for (const [name, data] of values) {
      const { shape } = this.#typeOf(name);
      if (data.length !== sizeOf(shape))
        throw new Error(`${name} has ${data.length} values instead of ${sizeOf(shape)}`);
      if (!this.#tensors.has(name)) this.clear(name);
      (this.get(name).data as Float32Array).set(data);
    }
  }

  dispose(): void {
    this.#tensors.clear();
    this.#spare.clear();
  }

  #typeOf(name: string): TensorType {
    const type = this.#variables.get(name);
    if (!type) throw new Error(`the program has no state ${name}`);
    return type;
  }

  #make(name: string): Tensor {
    const { shape } = this.#typeOf(name);
    return new this.#runtime.Tensor('float32', new Float32Array(sizeOf(shape)), [...shape]);
  }
}
