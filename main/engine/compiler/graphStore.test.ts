import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GraphStore, type RecordedGraph } from './graphStore.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-graphs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const graph: RecordedGraph = { about: '[["step",["report"]]]', graphs: [Uint8Array.of(1, 10, 2), Uint8Array.of(4)] };
const onlyFile = () => join(folder, readdirSync(folder)[0] as string);

describe('recorded graphs on disk', () => {
  it('come back as they were', () => {
    new GraphStore(folder, '1').save('a', graph);
    const loaded = new GraphStore(folder, '1').load('a');
    expect(loaded?.graphs.map((bytes) => [...bytes])).toEqual([[1, 10, 2], [4]]);
    expect(loaded?.about).toBe(graph.about);
  });

  it('are not taken for another program or by another version', () => {
    new GraphStore(folder, '1').save('a', graph);
    expect(new GraphStore(folder, '1').load('b')).toBeNull();
    expect(new GraphStore(folder, '2').load('a')).toBeNull();
  });

  it.each([0, 10, 40])('are refused when byte %i was damaged', (at) => {
    const store = new GraphStore(folder, '1');
    store.save('a', graph);
    const bytes = readFileSync(onlyFile());
    bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(onlyFile(), bytes);
    expect(store.load('a')).toBeNull();
  });

  it('are refused when the file was cut off', () => {
    const store = new GraphStore(folder, '1');
    store.save('a', graph);
    writeFileSync(onlyFile(), readFileSync(onlyFile()).subarray(0, 20));
    expect(store.load('a')).toBeNull();
  });

  it('do not pile up', () => {
    const store = new GraphStore(folder, '1');
    for (let index = 0; index < 60; index++) store.save(String(index), graph);
    expect(readdirSync(folder)).toHaveLength(40);
  });

  it('are done without where the folder cannot be used', () => {
    writeFileSync(join(folder, 'file'), '');
    const store = new GraphStore(join(folder, 'file', 'graphs'), '1');
    store.save('a', graph);
    expect(store.load('a')).toBeNull();
  });
});
