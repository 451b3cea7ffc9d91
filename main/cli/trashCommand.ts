import type { Output } from './output.ts';
import type { Session } from './session.ts';

/** What is in the trash. */
export async function listTrash({ client }: Session, output: Output): Promise<void> {
  const items = await client.trash.list({});
  for (const item of items) {
    const { id, kind, name, count, bytes, trashedAt } = item;
    output.result(
      item,
      `${id}  ${kind}  ${count > 1 ? `${count} × ` : ''}${name}  ${bytes} bytes  removed ${trashedAt}`,
    );
  }
  if (items.length === 0) output.note('The trash is empty.');
}

export async function restoreTrash({ client }: Session, output: Output, { id }: { id: string }): Promise<void> {
  await client.trash.restore({ id });
  output.result({ restored: id }, `Restored ${id}.`);
}

/** Removes all for good. */
export async function emptyTrash({ client }: Session, output: Output): Promise<void> {
  const items = await client.trash.list({});
  await client.trash.empty({});
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  output.result({ removed: items.length, bytes }, `Removed ${items.length} for good; ${bytes} bytes are free.`);
}

/** Lists again what lies in the data folder, and says what is wrong. A damaged database was dealt with when the studio opened. */
export async function recoverCommand({ client }: Session, output: Output): Promise<void> {
  const recovery = await client.storage.recovery({});
  const taken = await client.storage.takeUp({});
  const problems = await client.storage.problems({});
  const sum = (key: 'datasets' | 'runs' | 'models') => taken[key] + (recovery?.[key] ?? 0);
  const aside = recovery?.setAside ? ` The damaged database is kept as ${recovery.setAside}.` : '';
  output.result(
    { recovery, taken, problems },
    `Listed again: data sets ${sum('datasets')}, runs ${sum('runs')}, models ${sum('models')}.${aside}`,
  );
  for (const { kind, id, name, problem, path, detail } of problems) {
    output.note(`${kind} ${name ?? id}: ${problem}${path ? ` (${path})` : ''}: ${detail}`);
  }
}
