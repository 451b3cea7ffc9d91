import { resolve } from 'node:path';
import type { BaseModel } from '../../shared/domain/models/base.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { addFromHub, type HubOptions } from './hubCommand.ts';
import { counted, type Output } from './output.ts';
import type { Session } from './session.ts';

const megabytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1e6)).toLocaleString('en')} MB`;
const millions = (parameters: number) => `${(parameters / 1e6).toPrecision(3)} M`;

/** What the command line says of a model to start from. */
const shortForm = ({ id, name, architecture, parameters, contextLength, license, bytes }: BaseModel) => ({
  ...{ id, name, architecture, parameters, context: contextLength, license, bytes },
});

const baseLine = ({ id, name, architecture, parameters, contextLength, license, bytes, path }: BaseModel) =>
  [
    `${id}  ${name}: ${architecture}, ${millions(parameters)} parameters, context ${contextLength}, ${megabytes(bytes)}`,
    `              ${license ?? 'no licence is said'}; ${path}`,
  ].join('\n');

/** Lists a model that others have trained, to start runs from; one of a hub is downloaded first. */
export async function addModel(
  session: Session,
  output: Output,
  given: string,
  { name, ...options }: { name?: string } & HubOptions,
): Promise<void> {
  const { client, signal } = session;
  if (/^hub:/i.test(given)) {
    const model = await addFromHub(session, output, given, { ...options, ...(name !== undefined && { name }) });
    if (model) output.result({ model: shortForm(model) }, baseLine(model));
    return;
  }
  const source = { kind: 'path' as const, path: resolve(given) };
  for await (const event of client.bases.add({ source, ...(name === undefined ? {} : { name }) }, { signal })) {
    if (event.event === 'progress') output.progress(`reading ${megabytes(event.done)} of ${megabytes(event.total)}`);
    else return output.result({ model: shortForm(event.base) }, baseLine(event.base));
  }
  throw new AppError('internal', { message: 'looking at the model ended without a result' });
}

/** Lists the models to start from, and on request what other programs keep on this computer. */
export async function listModels(
  { client }: Session,
  output: Output,
  { found: withFound }: { found: boolean },
): Promise<void> {
  const bases = await client.bases.list({});
  const found = withFound ? await client.bases.found({}) : [];
  const lines = [
    ...bases.map(baseLine),
    ...found.map(({ name, foundIn, bytes, path }) => `not added: ${name} (${foundIn}), ${megabytes(bytes)}; ${path}`),
  ];
  const none = withFound ? 'No model to start from was added or found.' : 'No model to start from was added yet.';
  const text = lines.length === 0 ? none : [`${counted(bases.length, 'model')} to start from`, ...lines].join('\n');
  output.result({ models: bases.map(shortForm), ...(withFound ? { found } : {}) }, text);
}

/** Forgets a model to start from; its files stay. */
export async function removeModel({ client }: Session, output: Output, { model }: { model: string }): Promise<void> {
  const { name, path } = await client.bases.get({ id: model });
  await client.bases.remove({ id: model });
  output.result({ removed: model }, `${name} is not listed any more. Its files stay in ${path}.`);
}
