/** Of models that write texts: what one may ask for. @param more of some of them */
export const writeOptions = (more = ''): string => `
export interface WriteOptions {
  /** 100 where it is left out. */
  maxTokens?: number;
  /** 0 takes the likeliest token each time; 0.8 where it is left out. */
  temperature?: number;
  /** Only the likeliest tokens that have this probability together; 1 keeps all. */
  topP?: number;
  /** The same seed writes the same text; another one each time where it is left out. */
  seed?: number;
  /** Texts that end it, and are not part of it. */
  stop?: readonly string[];
  signal?: AbortSignal;
${more}}
`;

/** How the next token is chosen. */
const CHOICE = '    const id = choose((data as Float32Array).slice(-dims[2]!), temperature, topP, draw);';

/** @param kept what takes the place of how the next token is chosen, where a text may begin with `opening` */
export const writing = (kept?: string): string => `
/** Uniform numbers in [0, 1): mulberry32. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z = (z + Math.imul(z ^ (z >>> 7), z | 61)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

function choose(scores: Float32Array, temperature: number, topP: number, draw: () => number): number {
  let best = 0;
  for (let id = 1; id < scores.length; id++) if (scores[id]! > scores[best]!) best = id;
  if (temperature === 0) return best;
  const weights = scores.map((score) => Math.exp((score - scores[best]!) / temperature));
  let ids = Array.from(weights.keys());
  if (topP < 1) {
    ids.sort((a, b) => weights[b]! - weights[a]!);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    ids = ids.slice(0, ids.findIndex((id) => (sum += weights[id]!) >= topP * total) + 1);
  }
  let rest = draw() * ids.reduce((sum, id) => sum + weights[id]!, 0);
  return ids.find((id) => (rest -= weights[id]!) < 0) ?? best;
}

/** Where a text is in which something may stand that is to end it: before it, or before what may become it. */
function safeEnd(text: string, stop: readonly string[]): { end: number; stopped: boolean } {
  const found = stop.map((one) => text.indexOf(one)).filter((place) => place >= 0);
  if (found.length > 0) return { end: Math.min(...found), stopped: true };
  let held = 0;
  for (const one of stop)
    for (let length = Math.min(one.length - 1, text.length); length > held; length--)
      if (text.endsWith(one.slice(0, length))) held = length;
  return { end: text.length - held, stopped: false };
}

async function* write(
  model: Awaited<ReturnType<typeof open>> & { tokenizer: Tokenizer },
  given: readonly number[],
  options: WriteOptions,
${kept ? '  opening: string,\n' : ''}): AsyncGenerator<string, void, undefined> {
  const { session, int64, tokenizer, runtime } = model;
  const { maxTokens = 100, temperature = 0.8, topP = 1, stop = [], signal } = options;
  const draw = random(options.seed ?? Math.floor(Math.random() * 2 ** 32));
  // Of a prompt that is too long, the end.
  const prompt = given.slice(-Math.max(1, MODEL.context - maxTokens));
  const before = tokenizer.decode([...prompt], { skip_special_tokens: true });
  const written: number[] = [];
  let feeds: Record<string, unknown> = {};
  for (const { name, shape } of session.inputMetadata as readonly { name: string; shape?: readonly (number | string)[] }[])
    if (name.startsWith('past_key_values.'))
      feeds[name] = new runtime.Tensor('float32', new Float32Array(), [1, Number(shape?.[1]), 0, Number(shape?.[3])]);
  let [next, told] = [prompt, 0];
  while (written.length < maxTokens && prompt.length + written.length < MODEL.context) {
    signal?.throwIfAborted();
    const from = prompt.length + written.length - next.length;
    const asked = {
      ...feeds,
      input_ids: int64(next),
      attention_mask: int64(new Array(from + next.length).fill(1)),
      position_ids: int64(next.map((_, place) => from + place)),
    };
    const results = await session.run(asked as Feeds);
    const { data, dims } = results.logits!;
${kept ?? CHOICE}
    feeds = {};
    for (const [name, tensor] of Object.entries(results))
      if (name.startsWith('present.')) feeds[name.replace('present', 'past_key_values')] = tensor;
    if ((MODEL.ends as readonly number[]).includes(id)) break;
    written.push(id);
    next = [id];
    const all = tokenizer.decode([...prompt, ...written], { skip_special_tokens: true }).slice(before.length);
    const { end, stopped } = safeEnd(all, stop);
    // A character whose bytes are not all there yet is not told.
    const whole = all.endsWith(BROKEN) && !stopped ? told : end;
    if (whole > told) yield all.slice(told, whole);
    told = Math.max(told, whole);
    if (stopped) return;
  }
  const all = tokenizer.decode([...prompt, ...written], { skip_special_tokens: true }).slice(before.length);
  if (all.length > told) yield all.slice(told);
}

/** What stands for bytes that are no character. */
const BROKEN = String.fromCharCode(0xfffd);

/** What a text of its own begins with is not part of it. */
async function* trimmed(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let begun = false;
  for await (const piece of pieces) {
    const text: string = begun ? piece : piece.trimStart();
    begun ||= text !== '';
    if (text !== '') yield text;
  }
}
`;
