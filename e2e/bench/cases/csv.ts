import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { CaseInput, CaseOutput } from '../contract.ts';
import { productRows } from '../products.ts';
import { SEED } from '../workload.ts';
import { serveCase } from './serveCase.ts';

const CHUNK_CHARACTERS = 1 << 18;

serveCase('csv', writeProducts);

async function writeProducts({ file, megabytes }: CaseInput<'csv'>): Promise<CaseOutput<'csv'>> {
  const stream = createWriteStream(file);
  let bytes = 0;
  let rows = 0;
  const write = async (text: string) => {
    bytes += Buffer.byteLength(text);
    if (!stream.write(text)) await once(stream, 'drain');
  };
  let pending = 'name,category,tagline,description\n';
  for (const row of productRows(SEED)) {
    pending += `${row.map(quoted).join(',')}\n`;
    rows++;
    if (bytes + pending.length >= megabytes * 1e6) break;
    if (pending.length < CHUNK_CHARACTERS) continue;
    await write(pending);
    pending = '';
  }
  await write(pending);
  stream.end();
  await once(stream, 'close');
  return { rows, bytes };
}

const quoted = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
