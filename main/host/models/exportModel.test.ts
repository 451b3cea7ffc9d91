import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FORMATS } from '../../../shared/domain/formats/index.ts';
import { openStudio, type Studio } from '../testing/studio.ts';
import { freeTarget } from './exportModel.ts';

let studio: Studio;
let id: string;
beforeEach(async () => {
  studio = await openStudio();
  const dataset = await studio.importText();
  const run = await studio.ended((await studio.startRun(dataset.id)).id);
  id = run.modelId ?? '';
});
afterEach(() => studio.close());

const exportTo = async (path: string) =>
  (await Array.fromAsync(studio.client.models.export({ id, format: 'hf', target: { kind: 'path', path } }))).at(-1);

test('a folder with nothing but files of a file manager is not full, and they stay', async () => {
  const target = join(studio.folder, 'export');
  mkdirSync(target);
  for (const name of ['.DS_Store', 'desktop.ini', 'Thumbs.db']) writeFileSync(join(target, name), name);
  expect(await exportTo(target)).toMatchObject({ event: 'done', path: target });
  expect(readFileSync(join(target, '.DS_Store'), 'utf8')).toBe('.DS_Store');
  expect(readdirSync(target)).toEqual(expect.arrayContaining(['Thumbs.db', 'desktop.ini', 'model.safetensors']));

  const full = join(studio.folder, 'full');
  mkdirSync(full);
  for (const name of ['.DS_Store', 'mine.txt']) writeFileSync(join(full, name), name);
  await expect(exportTo(full)).rejects.toMatchObject({ code: 'target_exists' });
  expect(readdirSync(full).sort()).toEqual(['.DS_Store', 'mine.txt']);
});

test('that a model was exported is known of the home, wherever it went', async () => {
  const exported = async () => (await studio.client.host.info({})).exported;
  expect(await exported()).toBe(false);
  // Rows of a data set are no model.
  mkdirSync(join(studio.home, 'exports'), { recursive: true });
  writeFileSync(join(studio.home, 'exports', 'products.csv'), '');
  expect(await exported()).toBe(false);
  await exportTo(join(studio.folder, 'elsewhere'));
  expect(await exported()).toBe(true);
});

test('a model that was exported before this was noted is known by its folder', async () => {
  mkdirSync(join(studio.home, 'exports', 'lamps'), { recursive: true });
  expect((await studio.client.host.info({})).exported).toBe(true);
});

test('what cannot be written is told by a code, for models and for tables', async () => {
  const file = join(studio.folder, 'file');
  writeFileSync(file, 'mine');
  const inTheWay = join(file, 'export');
  const tooLong = join(studio.folder, 'x'.repeat(300));
  const { datasetId } = await studio.client.models.get({ id });
  for (const path of [inTheWay, tooLong, join(tooLong, 'export')]) {
    await expect(exportTo(path)).rejects.toMatchObject({ code: 'write_failed', details: { path } });
    const target = { kind: 'path' as const, path };
    const table = studio.client.datasets.export({ id: datasetId, format: { kind: 'jsonl' }, target });
    await expect(Array.fromAsync(table)).rejects.toMatchObject({ code: 'write_failed' });
  }
  await expect(exportTo(file)).rejects.toMatchObject({ code: 'target_exists' });
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect(studio.internalErrors).toEqual([]);
});

test('a name of any characters becomes one that can be written and sent', async () => {
  for (const name of ['𝒜'.repeat(80), `x${'😀'.repeat(10)}${'𝒜'.repeat(40)}`, '漢'.repeat(200), '\ud835 half']) {
    const target = await freeTarget(studio.folder, name, '.jsonl');
    expect(() => encodeURIComponent(target)).not.toThrow();
    expect(target.isWellFormed()).toBe(true);
    writeFileSync(target, '');
    expect(existsSync(target)).toBe(true);
  }
  await studio.client.models.rename({ id, name: `a${'𝒜'.repeat(99)}` });
  const events = await Array.fromAsync(studio.client.models.export({ id, format: 'hf' }));
  expect(events.at(-1)).toMatchObject({ event: 'done' });
});

test('tokenizers of models that were trained before pad at the left, too', async () => {
  const target = join(studio.folder, 'export');
  await exportTo(target);
  const config = JSON.parse(readFileSync(join(target, 'tokenizer_config.json'), 'utf8'));
  expect(config.padding_side).toBe('left');
});

test('a format that there is not is refused, and so is an option that it does not have', async () => {
  const send = (request: object) => studio.client.models.export({ id, format: 'hf', ...request }).next();
  await expect(send({ format: 'floppy' })).rejects.toMatchObject({ code: 'bad_input' });
  await expect(send({ options: { cards: true } })).rejects.toMatchObject({ code: 'bad_input' });
  expect(readdirSync(join(studio.home, 'exports'))).toEqual([]);
});

test('a model that a format cannot hold is refused before anything is written', async () => {
  const fits = vi.spyOn(FORMATS.hf, 'fits').mockReturnValue({ code: 'too_wide' as never, details: {} });
  const target = join(studio.folder, 'export');
  await expect(exportTo(target)).rejects.toMatchObject({
    code: 'format_does_not_fit',
    details: { format: 'Hugging Face folder', misfit: 'too_wide' },
  });
  fits.mockRestore();
  expect(existsSync(target)).toBe(false);
  expect(studio.processes).toEqual([]);
});

test('cancelling ends the process that writes, whatever it is at, and leaves nothing', async () => {
  const reached = Promise.withResolvers<void>();
  studio.script.convert.compare = () => {
    reached.resolve();
    return new Promise(() => {});
  };
  const cancel = new AbortController();
  const exporting = studio.client.models.export({ id, format: 'hf' }, { signal: cancel.signal });
  const ended = Array.fromAsync(exporting).catch((error) => error);
  await reached.promise;
  expect(studio.processes.map(({ name }) => name)).toContain('convert');
  cancel.abort();
  expect(await ended).toMatchObject({ code: 'cancelled' });
  await vi.waitFor(() => expect(studio.processes).toEqual([]));
  await vi.waitFor(() => expect(readdirSync(join(studio.home, 'exports'))).toEqual([]));
});
