/*
 * Pieces of the module that a package gets, as text: TypeScript that an app's own compiler reads, without a backslash or a template in it,
 * so that what stands here is what is written.
 */

/** What every module begins with. */
export const COMMON = `
/** ONNX Runtime, as \`onnxruntime-web\` and \`onnxruntime-node\` have it. */
export type Runtime = Pick<typeof import('onnxruntime-common'), 'InferenceSession' | 'Tensor'>;

export interface LoadOptions {
  /** Gives a file of the folder \`model\` by its name there. Where it is left out, they are read beside this module. */
  read?: (name: string) => Promise<Uint8Array>;
  /** What computes: \`onnxruntime-web\` where it is left out, which runs everywhere. In Node, \`onnxruntime-node\` is faster. */
  runtime?: Runtime;
}
`;

/** How files are read and a session is made; not for those who use the module. */
export const LOADING = `
type Session = Awaited<ReturnType<Runtime['InferenceSession']['create']>>;
type Feeds = Parameters<Session['run']>[0];

async function readBeside(name: string): Promise<Uint8Array> {
  const url = new URL('./model/' + name, import.meta.url);
  if (url.protocol === 'file:') return (await import('node:fs/promises')).readFile(url);
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(name + ': ' + answer.status + ' ' + answer.statusText);
  return new Uint8Array(await answer.arrayBuffer());
}

async function open({ read = readBeside, runtime }: LoadOptions) {
  const chosen: Runtime = runtime ?? ((await import('onnxruntime-web')) as unknown as Runtime);
  const text = async (name: string) => JSON.parse(new TextDecoder().decode(await read(name)));
  const externalData = await Promise.all(
    (MODEL.beside as readonly string[]).map(async (name) => ({ path: name.slice(name.lastIndexOf('/') + 1), data: await read(name) })),
  );
  const session = await chosen.InferenceSession.create(await read(MODEL.graph), { externalData, logSeverityLevel: 3 });
  const int64 = (values: readonly number[]) =>
    new chosen.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  return { session, int64, text, runtime: chosen };
}
`;

/** Ids of a text that is read as a whole. */
export const READING = `
const textTokens = (tokenizer: Tokenizer, text: string): number[] => {
  const ids = tokenizer.encode(text).ids;
  if (ids.length <= MODEL.context) return ids;
  // What the tokenizer puts at a text's end stays there.
  return MODEL.keepsEnd ? [...ids.slice(0, MODEL.context - 1), ...ids.slice(-1)] : ids.slice(0, MODEL.context);
};

const readText = async ({ session, int64 }: Awaited<ReturnType<typeof open>>, ids: readonly number[]): ReturnType<Session['run']> =>
  session.run({ input_ids: int64(ids), attention_mask: int64(ids.map(() => 1)) } as Feeds);
`;
