import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineProvider } from '../../main/engine/provider.ts';
import { createHost } from '../../main/host/createHost.ts';
import { sourceWorkers } from '../../main/host/testing/sourceWorkers.ts';
import { TINY_MODEL, writeTinyModel } from '../../main/workers/testing/tinyModel.ts';
import { connect } from '../../shared/ipc/client.ts';
import { contract, type StudioContract } from '../../shared/ipc/contract.ts';
import { memoryPorts } from '../../shared/ipc/memoryPort.ts';
import type { Client } from '../../shared/ipc/rpc.ts';

/** As ChatML, with tools. */
const CHAT_TEMPLATE = [
  '{% if tools %}tools: {{ tools | length }}\n{% endif %}',
  "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}",
  '{% if add_generation_prompt %}assistant: {% endif %}',
].join('');

/** A studio with the real inference process that serves a tiny model, for the programs of others. */
export interface ServedStudio {
  /** Such as `http://127.0.0.1:40123/v1`. */
  url: string;
  model: string;
  /** Folder of the model. */
  modelFolder: string;
  folder: string;
  client: Client<StudioContract>;
  internalErrors: unknown[];
  /** Serves the same model with room for more, and with a chat template of its own; its id. */
  serveWith(chatTemplate?: string): Promise<string>;
  serve(model: string, served: boolean): Promise<string>;
  close(): Promise<void>;
}

export async function openServedStudio(): Promise<ServedStudio> {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-served-'));
  const internalErrors: unknown[] = [];
  const host = createHost({
    home: join(folder, 'home'),
    resources: join(import.meta.dirname, '..', '..', 'resources'),
    shell: 'cli',
    spawnWorker: sourceWorkers(join(folder, 'workers')),
    engine: engineProvider(),
    onInternalError: (error) => internalErrors.push(error),
  });
  const [ours, hosts] = memoryPorts();
  host.attach(hosts, { mayNamePaths: true, offerDownload: null });
  const client = connect(ours, contract);
  const add = async (modelFolder: string, chatTemplate: string, stored: object = TINY_MODEL): Promise<string> => {
    writeTinyModel(modelFolder, stored);
    const configFile = join(modelFolder, 'tokenizer_config.json');
    const config: object = JSON.parse(readFileSync(configFile, 'utf8'));
    writeFileSync(configFile, JSON.stringify({ ...config, chat_template: chatTemplate }));
    const added = await Array.fromAsync(client.bases.add({ source: { kind: 'path', path: modelFolder } }));
    const last = added.at(-1);
    if (last?.event !== 'done') throw new Error('the model was not added');
    return last.base.id;
  };
  const serve = async (id: string, served: boolean): Promise<string> => {
    const { url } = await client.server.serve({ kind: 'base', id, served });
    if (url === null) throw new Error('the server is not on');
    return url;
  };
  const modelFolder = join(folder, 'model');
  const model = await add(modelFolder, CHAT_TEMPLATE);
  await client.server.set({ port: 0 });
  const url = await serve(model, true);
  return {
    ...{ url, model, modelFolder, folder, client, internalErrors, serve },
    serveWith: async (chatTemplate = CHAT_TEMPLATE) => {
      const roomy = { ...TINY_MODEL, max_position_embeddings: 256 };
      const other = await add(mkdtempSync(join(folder, 'other-')), chatTemplate, roomy);
      await serve(other, true);
      return other;
    },
    close: async () => {
      await host.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
