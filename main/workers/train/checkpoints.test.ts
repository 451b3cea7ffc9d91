import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Precision } from '../../../shared/domain/engines/execution.ts';
import type { OptimizerName } from '../../../shared/domain/runs/settings.ts';
import { parseSafetensors } from '../../formats/huggingface/safetensors.ts';
import type { Snapshot } from '../../ml/train/trainerState.ts';
import { trainedState } from '../../ml/train/trainingProgram.ts';
import { fewOr } from '../../setup/leftOut.ts';
import { CheckpointFolder, checkpointSteps, type Tuned } from './checkpoints.ts';
import { makeRunFolder, TINY, tinySnapshot } from './testing/tinyRun.ts';

let folder: string;
let run: string;
const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-checkpoints-'));
  run = join(folder, 'run');
  makeRunFolder(run);
  reported.mockClear();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (precision: Precision = 'fp32') => new CheckpointFolder(run, TINY, () => precision);
const inside = (step: number, file: string) => join(run, `checkpoint-${step}`, file);
/** Names and content of a folder's files. */
const filesOf = (folder: string) =>
  readdirSync(join(run, folder)).map((file) => [file, readFileSync(join(run, folder, file), 'hex')]);
async function save(...steps: number[]) {
  for (const step of steps) await open().save(tinySnapshot(step));
}
function flipByte(file: string, at: number): void {
  const bytes = readFileSync(file);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] as number) ^ 0x10;
  writeFileSync(file, bytes);
}

describe('saving', () => {
  test('what was saved is what is loaded, bit by bit', async () => {
    const snapshot = tinySnapshot(7, { step: 7, validationLoss: 1.5 });
    const first = snapshot.values.get('first.model.norm.weight') as Float32Array;
    first.set([-0, 1e-45, 3.4e38, Number.EPSILON]);
    await open().save(snapshot);
    const loaded = await open().newest();
    expect(loaded?.snapshot.state).toEqual(snapshot.state);
    expect([...(loaded?.snapshot.values.keys() ?? [])].sort()).toEqual([...snapshot.values.keys()].sort());
    for (const [name, data] of snapshot.values) {
      const bytes = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
      expect(bytes(loaded?.snapshot.values.get(name) as Float32Array).equals(bytes(data)), name).toBe(true);
    }
  });

  test('what Adafactor keeps, too; to a run of another optimizer such a checkpoint is none', async () => {
    const open = (optim: OptimizerName) => new CheckpointFolder(run, TINY, () => 'fp32', undefined, null, optim);
    const snapshot = tinySnapshot(7, null, 'adafactor');
    await open('adafactor').save(snapshot);
    expect((await open('adafactor').newest())?.snapshot).toEqual(snapshot);
    const bytes = (file: string) => statSync(inside(7, file)).size;
    expect(bytes('optimizer.safetensors')).toBeLessThan(bytes('model.safetensors'));
    await expect(open('adamw').resume(null, true)).rejects.toMatchObject({
      code: 'checkpoints_unusable',
      details: { problem: expect.stringContaining('has no first.') },
    });
    await open('adamw').save(tinySnapshot(8));
    await expect(open('adafactor').at(8)).rejects.toMatchObject({ code: 'checkpoint_invalid' });
  });

  test('every state of the generator that shuffles can be loaded', async () => {
    for (let step = 1; step <= fewOr(6, 20); step++) {
      const snapshot = tinySnapshot(step);
      await open().save(snapshot);
      expect((await open().newest())?.snapshot.state.batches).toEqual(snapshot.state.batches);
    }
  });

  test('the precision of the first start holds for all that follow', async () => {
    await open('bf16').save(tinySnapshot(1));
    expect((await open('fp32').newest())?.precision).toBe('bf16');
  });

  test('lists what is there, and which is the best', async () => {
    await save(10);
    const { state, values } = tinySnapshot(20, { step: 10, validationLoss: 2 });
    const listed = await open().save({ state: { ...state, lastEvaluation: null }, values });
    expect(listed).toMatchObject([
      { step: 10, best: true, validationLoss: 7.99, elapsedMs: 105 },
      { step: 20, best: false, validationLoss: null, elapsedMs: 210 },
    ]);
    const bytes = readdirSync(join(run, 'checkpoint-20')).map((file) => readFileSync(inside(20, file)).length);
    expect(listed[1]?.bytes).toBe(bytes.reduce((sum, size) => sum + size, 0));
    expect(Date.parse(listed[1]?.createdAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  test('the two newest and the best one stay', async () => {
    const best = { step: 2, validationLoss: 1 };
    for (const step of [1, 2, 3, 4, 10]) await open().save(tinySnapshot(step, step < 2 ? null : best));
    expect(await checkpointSteps(run)).toEqual([2, 4, 10]);
    const after = await open().save(tinySnapshot(11, { step: 11, validationLoss: 0.5 }));
    expect(after.map(({ step }) => step)).toEqual([10, 11]);
    expect(readdirSync(run).sort()).toEqual([
      ...['checkpoint-10', 'checkpoint-11', 'tokenizer.json', 'tokenizer_config.json'],
    ]);
  });

  test('the parameters of the best one are at hand in the end', async () => {
    await save(3);
    const norm = async () => (await open().parameters(3))?.get('model.norm.weight');
    const expected = { shape: [8], data: tinySnapshot(3).values.get('model.norm.weight') };
    expect(await norm()).toEqual(expected);
    // What the optimizer keeps is not looked at.
    flipByte(inside(3, 'optimizer.safetensors'), -1);
    expect(await norm()).toEqual(expected);
    flipByte(inside(3, 'model.safetensors'), -1);
    expect(await open().parameters(3)).toBeNull();
    expect(reported.mock.calls.join()).toContain('checkpoint-3');
  });
});

describe('the newest one', () => {
  test('is none in a run that has not trained', async () => {
    expect(await open().newest()).toBeNull();
    expect(await open().list(null)).toEqual([]);
  });

  test.each([
    ['a bit of the weights', () => flipByte(inside(20, 'model.safetensors'), -3), 'model.safetensors was changed'],
    ['a bit of the moments', () => flipByte(inside(20, 'optimizer.safetensors'), -30), 'optimizer.safetensors was'],
    ['the tokenizer', () => writeFileSync(inside(20, 'tokenizer.json'), '{}'), 'tokenizer.json was changed'],
    ['an empty file', () => writeFileSync(inside(20, 'model.safetensors'), ''), 'model.safetensors was changed'],
    ['a file that is gone', () => rmSync(inside(20, 'config.json')), 'config.json is missing'],
    ['a state that is gone', () => rmSync(inside(20, 'state.json')), 'state.json is missing'],
    ['a state that is cut', () => writeFileSync(inside(20, 'state.json'), '{"sha256":'), 'state.json: SyntaxError'],
    [
      'a number of the state',
      () => {
        const text = readFileSync(inside(20, 'state.json'), 'utf8');
        writeFileSync(inside(20, 'state.json'), text.replace('"document": 20', '"document": 21'));
      },
      'state.json: Error: it was changed',
    ],
  ])('is the one before, after damage: %s', async (_, damage, problem) => {
    await save(10, 20);
    damage();
    const loaded = await open().newest();
    expect(loaded?.snapshot).toEqual(tinySnapshot(10));
    expect(reported.mock.calls.join()).toContain(problem);
    expect(reported.mock.calls.join()).toContain('checkpoint-20');
    const left = filesOf('checkpoint-20');
    // It must not come back as the newest once others have followed, and it is not removed then either.
    await save(15);
    expect(await checkpointSteps(run)).toEqual([10, 15]);
    expect(filesOf('set-aside-checkpoint-20')).toEqual(left);
  });

  test('is told apart from none when all are damaged, and nothing is removed', async () => {
    await save(10, 20);
    for (const step of [10, 20]) flipByte(inside(step, 'model.safetensors'), -1);
    const before = [filesOf('checkpoint-10'), filesOf('checkpoint-20')];
    await expect(open().newest()).rejects.toMatchObject({
      code: 'checkpoints_unusable',
      details: { path: run, steps: [10, 20], problem: 'model.safetensors was changed' },
    });
    expect(reported).toHaveBeenCalledTimes(2);
    expect([filesOf('checkpoint-10'), filesOf('checkpoint-20')]).toEqual(before);
  });

  test('of another model is refused, and stays as it is', async () => {
    await save(10);
    const before = filesOf('checkpoint-10');
    const other = new CheckpointFolder(run, { ...TINY, intermediate_size: 32 }, () => 'fp32');
    await expect(other.newest()).rejects.toMatchObject({ code: 'checkpoints_unusable' });
    expect(reported.mock.calls.join()).toContain('model.safetensors has no model.layers.0.mlp');
    expect(filesOf('checkpoint-10')).toEqual(before);
    expect((await open().newest())?.snapshot).toEqual(tinySnapshot(10));
  });

  test('of a later version is not removed by checkpoints that follow', async () => {
    await save(10);
    const state = inside(10, 'state.json');
    writeFileSync(state, readFileSync(state, 'utf8').replace('"format": 1', '"format": 2'));
    const before = filesOf('checkpoint-10');
    await save(20, 30, 40);
    expect(await checkpointSteps(run)).toEqual([30, 40]);
    expect(filesOf('set-aside-checkpoint-10')).toEqual(before);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('is not one with %d among its weights', async (value) => {
    await save(10);
    const snapshot = tinySnapshot(20);
    (snapshot.values.get('model.norm.weight') as Float32Array)[3] = value;
    await open().save(snapshot);
    expect((await open().newest())?.snapshot).toEqual(tinySnapshot(10));
    expect(reported.mock.calls.join()).toContain('model.norm.weight has values that are not finite');
  });

  test('that the disk does not let be read is no damaged one', async () => {
    await save(10, 20);
    rmSync(inside(20, 'model.safetensors'));
    // Reading a folder as a file is an error of the system's that even its administrator meets.
    mkdirSync(inside(20, 'model.safetensors'));
    await expect(open().newest()).rejects.toMatchObject({ code: 'file_unreadable' });
    expect(await checkpointSteps(run)).toEqual([10, 20]);
  });
});

describe('one of an earlier step', () => {
  test('can be gone on from; what came after it goes once there is a checkpoint that came of it', async () => {
    await save(10, 20);
    const folder = open();
    expect((await folder.at(10)).snapshot).toEqual(tinySnapshot(10));
    expect(await checkpointSteps(run)).toEqual([10, 20]);
    expect((await folder.save(tinySnapshot(15))).map(({ step }) => step)).toEqual([10, 15]);
    expect((await open().newest())?.snapshot.state.step).toBe(15);
  });

  test('is named when it is damaged or not there', async () => {
    await save(10, 20);
    flipByte(inside(10, 'model.safetensors'), -1);
    await expect(open().at(10)).rejects.toMatchObject({ code: 'checkpoint_invalid' });
    await expect(open().at(15)).rejects.toMatchObject({ details: { problem: 'it is not there' } });
    expect(await checkpointSteps(run)).toEqual([10, 20]);
  });
});

describe('a run that goes on', () => {
  test('does so from the newest one, or from the one that was chosen', async () => {
    await save(10, 20);
    expect((await open().resume(null, true))?.snapshot.state.step).toBe(20);
    expect((await open().resume(10, true))?.snapshot.state.step).toBe(10);
  });

  test('begins where it never trained, and never where it has: not with all damaged, not with an empty folder', async () => {
    expect(await open().resume(null, false)).toBeNull();
    await expect(open().resume(null, true)).rejects.toMatchObject({ code: 'checkpoints_unusable' });
    await save(10);
    flipByte(inside(10, 'optimizer.safetensors'), -1);
    for (const hasTrained of [true, false]) {
      await expect(open().resume(null, hasTrained)).rejects.toMatchObject({ code: 'checkpoints_unusable' });
    }
    expect(await checkpointSteps(run)).toEqual([10]);
  });

  test('is not given weights of another tokenizer', async () => {
    await save(10);
    writeFileSync(join(run, 'tokenizer.json'), '{"another": true}');
    await expect(open().resume(null, true)).rejects.toMatchObject({ code: 'run_data_damaged' });
  });
});

describe('of a run on top of a model', () => {
  const trained = new Map([
    ['base_model.model.model.layers.0.mlp.up_proj.lora_A.weight', [2, 8]],
    ['base_model.model.model.layers.0.mlp.up_proj.lora_B.weight', [16, 2]],
  ]);
  const tuned = (baseSha256: string): Tuned => ({ baseSha256, adapter: { peft_type: 'LORA' } });
  const openTuned = (baseSha256: string) => new CheckpointFolder(run, TINY, () => 'fp32', trained, tuned(baseSha256));
  const snapshot = (step: number): Snapshot => {
    const values = new Map(
      Array.from(trainedState(trained, 'adamw'), ([name, sides]) => [
        name,
        new Float32Array((sides[0] ?? 0) * (sides[1] ?? 0)).fill(step),
      ]),
    );
    return { state: tinySnapshot(step).state, values };
  };

  const COMPRESSED = ['adapter_model.safetensors.zst', 'optimizer.safetensors.zst'];
  /** Puts another file in the place of one, and into the state: its hashes are right. */
  function replacePart(step: number, file: string, name: string, content: Buffer): void {
    const raw = JSON.parse(readFileSync(inside(step, 'state.json'), 'utf8'));
    const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');
    delete raw.content.files[file];
    raw.content.files[name] = sha256(content);
    raw.sha256 = sha256(JSON.stringify(raw.content));
    writeFileSync(inside(step, 'state.json'), JSON.stringify(raw));
    rmSync(inside(step, file));
    writeFileSync(inside(step, name), content);
  }

  test('holds what is trained, in the files of an adapter, and nothing else', async () => {
    await openTuned('aa').save(snapshot(10));
    expect(readdirSync(join(run, 'checkpoint-10')).sort()).toEqual(
      ['adapter_config.json', 'config.json', 'state.json', ...COMPRESSED].sort(),
    );
    expect((await openTuned('aa').newest())?.snapshot).toEqual(snapshot(10));
    expect([...((await openTuned('aa').parameters(10))?.keys() ?? [])]).toEqual([...trained.keys()]);
  });

  test("of a frozen base, compressed: what comes out is PEFT's own file, and the hashes are of what lies on the disk", async () => {
    await openTuned('aa').save(snapshot(10));
    const { files } = JSON.parse(readFileSync(inside(10, 'state.json'), 'utf8')).content;
    for (const file of COMPRESSED) {
      const bytes = readFileSync(inside(10, file));
      expect(files[file]).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(zlib.zstdDecompressSync(bytes).length).toBeGreaterThan(bytes.length);
    }
    const weights = parseSafetensors(zlib.zstdDecompressSync(readFileSync(inside(10, COMPRESSED[0] ?? ''))), '');
    expect([...weights.metadata]).toEqual([['format', 'pt']]);
    expect(Array.from(weights.tensors, ([name, { shape }]) => [name, shape])).toEqual([...trained]);
  });

  test('of an earlier version, which did not compress, is gone on from, and removed once others have followed', async () => {
    await openTuned('aa').save(snapshot(10));
    for (const file of COMPRESSED) {
      const content = zlib.zstdDecompressSync(readFileSync(inside(10, file)));
      replacePart(10, file, file.replace('.zst', ''), content);
    }
    expect((await openTuned('aa').resume(null, true))?.snapshot).toEqual(snapshot(10));
    for (const step of [20, 30]) await openTuned('aa').save(snapshot(step));
    expect(readdirSync(run).filter((name) => name.includes('checkpoint'))).toEqual(['checkpoint-20', 'checkpoint-30']);
  });

  test.each(COMPRESSED)('is none with a bit of %s changed, and the one before is', async (file) => {
    for (const step of [10, 20]) await openTuned('aa').save(snapshot(step));
    flipByte(inside(20, file), -9);
    expect((await openTuned('aa').newest())?.snapshot).toEqual(snapshot(10));
    await expect(openTuned('aa').at(20)).rejects.toMatchObject({
      code: 'checkpoint_invalid',
      details: { problem: `${file} was changed` },
    });
  });

  test.each<[string, string, (frame: Buffer) => Buffer]>([
    ['is cut', 'unexpected end of file', (frame) => frame.subarray(0, -20)],
    ['is no frame', 'Unknown frame descriptor', () => Buffer.from('something else')],
    ['unpacks to gigabytes', 'unpacks to more than the', () => zlib.zstdCompressSync(Buffer.alloc(50_000_000))],
    ['has one byte more', 'unpacks to more than the', (frame) => longer(frame, Buffer.alloc(1))],
  ])('is none where a file %s, whatever its hashes say', async (_, problem, changed) => {
    for (const file of COMPRESSED) {
      await openTuned('aa').save(snapshot(10));
      replacePart(10, file, file, changed(readFileSync(inside(10, file))));
      await expect(openTuned('aa').at(10)).rejects.toMatchObject({
        code: 'checkpoint_invalid',
        details: { path: join(run, 'checkpoint-10'), problem: expect.stringMatching(`^${file}: .*${problem}`) },
      });
    }
  });
  const longer = (frame: Buffer, more: Buffer) =>
    zlib.zstdCompressSync(Buffer.concat([zlib.zstdDecompressSync(frame), more]));

  test('is refused beside another model, and beside none', async () => {
    await openTuned('aa').save(snapshot(10));
    await openTuned('aa').save(snapshot(20));
    const refused = { code: 'base_changed', details: { trained: 'aa', given: 'bb' } };
    await expect(openTuned('bb').resume(null, true)).rejects.toMatchObject(refused);
    await expect(openTuned('bb').resume(10, true)).rejects.toMatchObject(refused);
    await expect(open().resume(null, true)).rejects.toMatchObject({ code: 'base_changed', details: { given: null } });
    expect(await checkpointSteps(run)).toEqual([10, 20]);
    await save(30);
    await expect(openTuned('aa').resume(null, true)).rejects.toMatchObject({ details: { trained: null, given: 'aa' } });
  });

  test('is not gone on from with another tokenizer', async () => {
    await openTuned('aa').save(snapshot(10));
    writeFileSync(join(run, 'tokenizer.json'), '{"another": true}');
    await expect(openTuned('aa').resume(null, true)).rejects.toMatchObject({ code: 'run_data_damaged' });
  });
});

describe('what killed processes left', () => {
  test('half of a checkpoint is removed, and never looked at', async () => {
    await save(10);
    mkdirSync(join(run, '.checkpoint-20.partial'));
    writeFileSync(join(run, '.checkpoint-20.partial', 'state.json'), '{}');
    expect((await open().newest())?.snapshot.state.step).toBe(10);
    expect(readdirSync(run)).not.toContain('.checkpoint-20.partial');
  });

  test('half of a removal is no checkpoint, and is brought to its end', async () => {
    await save(10, 20);
    renameSync(join(run, 'checkpoint-10'), join(run, '.checkpoint-10.removed'));
    rmSync(join(run, '.checkpoint-10.removed', 'config.json'));
    expect((await open().list(null)).map(({ step }) => step)).toEqual([20]);
    await open().newest();
    expect(existsSync(join(run, '.checkpoint-10.removed'))).toBe(false);
  });
});

describe('what cannot be written', () => {
  test('is told with the checkpoint, and the others stay', async () => {
    await save(10);
    // A file in the place of the folder that is to be filled.
    writeFileSync(join(run, '.checkpoint-20.partial'), '');
    await save(20);
    rmSync(join(run, 'tokenizer.json'));
    await expect(open().save(tinySnapshot(30))).rejects.toMatchObject({ code: 'write_failed' });
    expect(await checkpointSteps(run)).toEqual([10, 20]);
    expect(readdirSync(run).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('in a folder that is gone', async () => {
    rmSync(run, { recursive: true });
    writeFileSync(run, '');
    await expect(open().save(tinySnapshot(30))).rejects.toMatchObject({ code: 'write_failed' });
  });
});
