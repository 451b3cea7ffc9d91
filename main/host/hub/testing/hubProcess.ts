import { readFileSync } from 'node:fs';
import { startHub } from './hubServer.ts';

/** A hub in a process of its own, to be killed: what it serves is in the file that is named; it prints its addresses. */
const { id, path, bytes, holdAfter } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const content = Buffer.alloc(bytes, 'kindling ');
const config = Buffer.from(JSON.stringify({ model_type: 'llama' }));
const hub = await startHub([[id, { files: { [path]: content, 'config.json': config } }]]);
if (holdAfter) hub.faults.set(path, { holdAfter });
process.stdout.write(`${JSON.stringify({ url: hub.url, cdn: hub.cdn })}\n`);
