import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ExecutionProvider } from '../../../../shared/domain/engines/engine.ts';
import { providerOptions } from './executionProvider.ts';
import { OPSET } from './lower.ts';
import { encodeOnnx, OnnxType } from './onnxModel.ts';
import type { OnnxRuntime } from './onnxRuntime.ts';
import type { StateTensors } from './stateTensors.ts';

/** Where ONNX Runtime's binding leaves outputs that are not copied to the processor's memory. */
const LOCATION = 'gpu-buffer';

/** Of the providers, those whose outputs the binding for Node leaves where they are: its tensors name WebGPU's buffers and no others. */
export const keepsState = (provider: ExecutionProvider): boolean => provider === 'webgpu';

/** Lets a session leave these outputs in the graphics processor's memory. */
export const leavesThere = (
  outputs: readonly string[],
): Pick<InferenceSession.SessionOptions, 'preferredOutputLocation'> => ({
  preferredOutputLocation: Object.fromEntries(outputs.map((name) => [name, LOCATION])),
});

/**
 * The part of a program's state that lies in a graphics processor's memory, from one step to the next. What lies in the processor's memory as well
 * may be older there: it is fetched before anything else reads it.
 */
export class DeviceTensors {
  readonly #runtime: OnnxRuntime;
  readonly #provider: ExecutionProvider;
  readonly #host: StateTensors;
  readonly #tensors = new Map<string, Tensor>();
  /** Those that a step has written since they were fetched. */
  readonly #newer = new Set<string>();
  readonly #movers = new Map<string, Promise<InferenceSession>>();

  constructor(runtime: OnnxRuntime, provider: ExecutionProvider, host: StateTensors) {
    this.#runtime = runtime;
    this.#provider = provider;
    this.#host = host;
  }

  async get(name: string): Promise<Tensor> {
    const found = this.#tensors.get(name) ?? (await this.#moved(this.#host.get(name), 'there'));
    this.#tensors.set(name, found);
    return found;
  }

  /** @param written the new value, by a step that has ended */
  set(name: string, written: Tensor): void {
    this.#tensors.get(name)?.dispose();
    this.#tensors.set(name, written);
    this.#newer.add(name);
  }

  /** Brings the processor's memory up to date. */
  async fetch(names: Iterable<string>): Promise<void> {
    for (const name of names) {
      if (!this.#newer.has(name)) continue;
      const fetched = await this.#moved(this.#tensors.get(name) as Tensor, 'back');
      this.#host.write(new Map([[name, fetched.data as Float32Array]]));
      this.#newer.delete(name);
    }
  }

  /** What was written in the processor's memory holds from now on. */
  forget(names: Iterable<string>): void {
    for (const name of names) {
      this.#tensors.get(name)?.dispose();
      this.#tensors.delete(name);
      this.#newer.delete(name);
    }
  }

  isNewer(name: string): boolean {
    return this.#newer.has(name);
  }

  dispose(): void {
    this.forget([...this.#tensors.keys()]);
    for (const mover of this.#movers.values())
      mover.then(
        (session) => session.release(),
        () => {},
      );
    this.#movers.clear();
  }

  async #moved(tensor: Tensor, to: 'there' | 'back'): Promise<Tensor> {
    const session = await this.#mover(tensor.dims.length, to);
    const { moved } = await session.run({ value: tensor });
    return moved as Tensor;
  }

  /** The binding moves what goes into a session, and what comes out: one that changes nothing does it. */
  #mover(rank: number, to: 'there' | 'back'): Promise<InferenceSession> {
    const key = `${to} ${rank}`;
    const known = this.#movers.get(key);
    if (known) return known;
    const shape = Array.from({ length: rank }, (_, axis) => `side${axis}`);
    const model = encodeOnnx(
      {
        name: 'move',
        nodes: [{ op_type: 'Identity', input: ['value'], output: ['moved'], attributes: {} }],
        initializers: [],
        inputs: [{ name: 'value', type: OnnxType.FLOAT, shape }],
        outputs: [{ name: 'moved', type: OnnxType.FLOAT, shape }],
      },
      { opset: OPSET },
    );
    const made = this.#runtime.InferenceSession.create(model, {
      ...providerOptions(this.#provider),
      ...leavesThere(to === 'there' ? ['moved'] : []),
    });
    this.#movers.set(key, made);
    return made;
  }
}
