import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startHub, type TestHub } from '../../main/host/hub/testing/hubServer.ts';
import { initialWeights } from '../../main/ml/architectures/model.ts';
import { TINY_MODEL, writeModelFolder } from '../../main/workers/testing/tinyModel.ts';
import type { StudioContract } from '../../shared/ipc/contract.ts';
import type { Client } from '../../shared/ipc/rpc.ts';
import { BASES } from './everyStateNames.ts';

const TEMPLATE =
  "{% for message in messages %}{{ message.role + ': ' + message.content + '\n' }}{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}";

function write(folder: string): void {
  const config = { ...TINY_MODEL, max_position_embeddings: 4096 };
  writeModelFolder(folder, config, initialWeights(config, 7));
  writeFileSync(join(folder, 'chat_template.jinja'), TEMPLATE);
}

/** Where another program is to have a model: before the studio looks. */
export function leaveFoundModel(home: string): void {
  const cache = join(home, 'cache');
  process.env.HF_HOME = cache;
  write(join(cache, 'hub', 'models--someone--tiny', 'snapshots', 'abc'));
}

/** Models of others as they can be: usable, with files that have gone or changed since, and downloads in each state, of a hub that is the caller's to close. */
export async function fillBases({ bases, hub, settings }: Client<StudioContract>, home: string): Promise<TestHub> {
  const folderOf = (name: string) => join(home, name);
  for (const name of Object.values(BASES)) {
    write(folderOf(name));
    for await (const _ of bases.add({ source: { kind: 'path', path: folderOf(name) }, name }));
  }
  rmSync(folderOf(BASES.gone), { recursive: true });
  appendFileSync(join(folderOf(BASES.changed), 'config.json'), ' ');

  const served = folderOf(BASES.chat);
  const files = Object.fromEntries(readdirSync(served).map((name) => [name, readFileSync(join(served, name))]));
  const facts = { config: { model_type: 'llama' }, safetensors: { total: 12_000 } };
  const ids = ['maker/damaged', 'maker/paused', 'maker/comes'];
  const server = await startHub([
    ...ids.map((id) => [id, { files, license: 'mit', downloads: 1200, facts }] as const),
    ['maker/other', { files, gated: true, facts: { ...facts, config: { model_type: 'mamba' } } }],
  ]);
  await settings.set({ hubUrl: server.url });
  const started = async (id: string) => {
    const { commit, choices } = await hub.look({ id });
    const choice = choices[0];
    if (!choice) throw new Error(`there is nothing to download of ${id}`);
    return (await hub.download({ id, commit, file: choice.file, bytes: choice.bytes })).key;
  };
  const until = async (key: string, isSo: (download: { state: string; doneBytes: number }) => boolean) => {
    for await (const downloads of hub.downloads({})) if (downloads.some((one) => one.key === key && isSo(one))) return;
  };
  const weights = 'model.safetensors';
  server.faults.set(weights, { content: new Uint8Array(files[weights]?.length ?? 0) });
  await until(await started('maker/damaged'), ({ state }) => state === 'failed');
  // So little that it can be resumed a few times; a minute without a byte ends it.
  server.faults.set(weights, { holdAfter: 5000 });
  const paused = await started('maker/paused');
  await until(paused, ({ doneBytes }) => doneBytes > 0);
  await hub.pause({ key: paused });
  await until(await started('maker/comes'), ({ doneBytes }) => doneBytes > 0);
  return server;
}
