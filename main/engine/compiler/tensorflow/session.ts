import type { NativeTensor, TensorflowBinding, TypedValues } from '../tensorflowBinding.ts';
import { TAG } from './savedModel.ts';

/** A value for a node, by its name. */
export interface Feed {
  name: string;
  dtype: number;
  shape: readonly number[];
  values: TypedValues;
}

/** A loaded graph with its variables. */
export class Session {
  readonly #binding: TensorflowBinding;
  readonly #id: number;

  /** @param folder with `saved_model.pb`, and the checkpoint of its variables where it has one */
  constructor(binding: TensorflowBinding, folder: string) {
    this.#binding = binding;
    this.#id = binding.loadSavedModel(folder, TAG);
  }

  run(feeds: readonly Feed[], fetches: readonly string[]): TypedValues[] {
    return this.runShaped(feeds, fetches).map(({ values }) => values);
  }

  /** The same with the results' shapes. */
  runShaped(feeds: readonly Feed[], fetches: readonly string[]): Pick<Feed, 'shape' | 'values'>[] {
    const ids = feeds.map(({ dtype, shape, values }) => this.#binding.createTensor(shape, dtype, unaligned(values)));
    let results: NativeTensor[] = [];
    try {
      const names = feeds.map(({ name }) => name);
      results = this.#binding.runSavedModel(this.#id, ids, outputs(names), outputs(fetches));
      return results.map(({ id, shape }) => ({ shape, values: this.#binding.tensorDataSync(id) }));
    } finally {
      for (const id of [...ids, ...results.map(({ id }) => id)]) this.#binding.deleteTensor(id);
    }
  }

  close(): void {
    this.#binding.deleteSavedModel(this.#id);
  }
}

/**
 * A copy that TensorFlow copies at once. tfjs-node's binding lends JavaScript's memory to tensors (`TF_NewTensor`), and its release,
 * `napi_delete_reference`, runs on the thread that needs the tensor last. In a session that is one of TensorFlow's own threads, which
 * damages V8's heap. `TF_NewTensor` copies what is not aligned for vector instructions, and releases the original there and then.
 */
function unaligned(values: TypedValues): TypedValues {
  const offset = values.BYTES_PER_ELEMENT;
  const buffer = new ArrayBuffer(values.byteLength + offset);
  const copy =
    values instanceof Float32Array
      ? new Float32Array(buffer, offset)
      : values instanceof Int32Array
        ? new Int32Array(buffer, offset)
        : new Uint8Array(buffer, offset);
  copy.set(values);
  return copy;
}

const outputs = (names: readonly string[]) => names.map((name) => `${name}:0`).join();
