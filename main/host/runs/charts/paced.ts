/**
 * Passes on that something came, at most once in `everyMs` and that long after the first of what came: then all that was written in
 * batches meanwhile is there. At once when `items` end; nothing that came is left without an answer.
 */
export async function* paced(items: AsyncIterable<unknown>, everyMs: number): AsyncGenerator<void> {
  let came = false;
  const something = Promise.withResolvers<void>();
  let wake = something.resolve;
  let waiting = something.promise;
  const ended = (async () => {
    for await (const _ of items) {
      came = true;
      wake();
    }
  })();
  const over = ended.then(
    () => true,
    () => true,
  );
  for (;;) {
    const isOver = await Promise.race([over, waiting.then(() => false)]);
    if (!isOver) await Promise.race([over, new Promise((resolve) => setTimeout(resolve, everyMs))]);
    ({ promise: waiting, resolve: wake } = Promise.withResolvers<void>());
    if (came) {
      came = false;
      yield;
    } else if (isOver) return await ended;
  }
}
