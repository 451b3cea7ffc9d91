/**
 * V8's, TensorFlow's, the C++ library's, WASM's and WebGPU's words for an allocation that failed. `Aborted()` is all that tfjs's WASM says
 * when its 4 GB are used up.
 */
const OUT_OF_MEMORY =
  /heap out of memory|OOM when allocating|std::bad_alloc|Cannot allocate memory|memory access out of bounds|Array buffer allocation failed|Out of memory|Aborted\(\)/;

/** Whether a message says that memory ran out. Anything else, a kill above all, is not taken for it. */
export const isOutOfMemory = (message: string): boolean => OUT_OF_MEMORY.test(message);
