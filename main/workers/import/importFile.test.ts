import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportSummary } from '../../../shared/domain/datasets/dataset.ts';
import type { ImportOptions } from '../../../shared/domain/datasets/importOptions.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { fewOr, takesLong } from '../../setup/leftOut.ts';
import { asInFile } from './encodings/lostCharacters.ts';
import { textDecoder } from './encodings/textDecoder.ts';
import { importFile } from './importFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-import-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Imported extends ImportSummary {
  names: readonly string[];
  table: string[][];
  refused: { line: number; reason: string; raw: string }[];
}

async function importBytes(
  content: string | Uint8Array,
  signal = new AbortController().signal,
  options: ImportOptions = {},
): Promise<Imported> {
  const [file, output] = [join(folder, 'in.csv'), join(folder, 'out.db')];
  writeFileSync(file, content);
  rmSync(output, { force: true });
  for await (const event of importFile({ files: [file], output, options, scratch: join(folder, 'scratch') }, signal)) {
    if (event.event !== 'done') continue;
    const stored = openDatasetFile(output);
    const [table, refused] = [[...stored.rows()], stored.rejections(0, 100_000)];
    stored.close();
    expect(table).toHaveLength(event.summary.rows);
    expect(refused).toHaveLength(event.summary.rejected);
    return { ...event.summary, names: stored.columns, table, refused };
  }
  throw new Error('no summary');
}

const utf16 = (text: string, bigEndian = false) => {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

describe('a character that was lost before', () => {
  const lost = 'it\uFFFDs good';
  test.each<[string, string, string[][]]>([
    [
      'a table',
      `name,text\nlamp,${lost}\ncup,${'x'.repeat(70_000)}\n`,
      [
        ['lamp', lost],
        ['cup', 'x'.repeat(70_000)],
      ],
    ],
    [
      'lines of JSON',
      `${JSON.stringify({ name: 'lamp', text: lost })}\n{"name":"cup","text":"fine"}\n`,
      [
        ['lamp', lost],
        ['cup', 'fine'],
      ],
    ],
    [
      'a name of a column',
      'na\uFFFDme,text\nlamp,fine\ncup,fine\n',
      [
        ['lamp', 'fine'],
        ['cup', 'fine'],
      ],
    ],
  ])('is a character of the text: %s', async (_, content, rows) => {
    const { table, refused, names } = await importBytes(content);
    expect(table).toEqual(rows);
    expect(refused).toEqual([]);
    expect(names[0]).toBe(content.startsWith('na\uFFFD') ? 'na\uFFFDme' : 'name');
  });

  test('beside bytes that are none, only their row is refused, with its text as it stands', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`name,text\nlamp,${lost}\ncup,${lost} `),
      Buffer.of(0xff),
      Buffer.from('\n'),
    ]);
    const { table, refused } = await importBytes(bytes, undefined, { encoding: 'utf-8' });
    expect(table).toEqual([['lamp', lost]]);
    expect(refused).toEqual([expect.objectContaining({ line: 3, reason: 'bad_encoding', raw: `cup,${lost} \uFFFD` })]);
  });

  test('wherever its bytes are cut', () => {
    const bytes = Buffer.from('a\uFFFDb\uFFFD');
    for (let at = 0; at <= bytes.length; at++) {
      const decoder = textDecoder('utf-8');
      const parts = [bytes.subarray(0, at), bytes.subarray(at)].map((part) => decoder.decode(part, { stream: true }));
      const text = parts.join('') + decoder.decode();
      expect(text).not.toContain('\uFFFD');
      expect(asInFile(text)).toBe('a\uFFFDb\uFFFD');
    }
    for (const cut of [1, 2]) expect(textDecoder('utf-8').decode(bytes.subarray(0, 1 + cut))).toBe('a\uFFFD');
  });
});

describe('encodings', () => {
  const text = 'name,text\nkettle,pours – without a drip\nlamp,dims at once\n';
  const expected = [
    ['kettle', 'pours – without a drip'],
    ['lamp', 'dims at once'],
  ];
  test.each<[string, string, Uint8Array]>([
    ['UTF-8', 'utf-8', Buffer.from(text)],
    ['UTF-8 with a byte-order mark', 'utf-8', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 LE with a byte-order mark', 'utf-16le', utf16(`\uFEFF${text}`)],
    ['UTF-16 BE with a byte-order mark', 'utf-16be', utf16(`\uFEFF${text}`, true)],
    ['UTF-16 LE without one', 'utf-16le', utf16(text)],
    ['UTF-16 BE without one', 'utf-16be', utf16(text, true)],
    ['windows-1252', 'windows-1252', Buffer.from(text.replaceAll('–', '\x96'), 'latin1')],
  ])('%s', async (_, encoding, bytes) => {
    const imported = await importBytes(bytes);
    expect(imported).toMatchObject({ encoding, names: ['name', 'text'], table: expected, rejected: 0 });
  });

  test('a byte-order mark says which form of UTF-16 it is, whichever was chosen', async () => {
    const bytes = utf16(`\uFEFF${text}`, true);
    expect(await importBytes(bytes, undefined, { encoding: 'utf-16le' })).toMatchObject({
      encoding: 'utf-16be',
      table: expected,
    });
  });

  test('GB 18030', async () => {
    // “产品,说明” and three rows of “茶壶,倒水不滴” in GB 2312 code points.
    const header = [0xb2, 0xfa, 0xc6, 0xb7, 0x2c, 0xcb, 0xb5, 0xc3, 0xf7, 0x0a];
    const row = [0xb2, 0xe8, 0xba, 0xf8, 0x2c, 0xb5, 0xb9, 0xcb, 0xae, 0xb2, 0xbb, 0xb5, 0xce, 0x0a];
    const imported = await importBytes(new Uint8Array([...header, ...row, ...row, ...row]));
    expect(imported).toMatchObject({ encoding: 'gb18030', names: ['产品', '说明'], rows: 3 });
    expect(imported.table[0]).toEqual(['茶壶', '倒水不滴']);
  });

  test('a broken character in the middle of a large UTF-8 file rejects its row', async () => {
    const lines = Buffer.from('tea,from the hills\n'.repeat(70_000));
    const bytes = Buffer.concat([Buffer.from('a,b\n'), lines, Buffer.from([0x78, 0x2c, 0xff, 0x0a]), lines]);
    const { rows, rejected, refused } = await importBytes(bytes);
    expect([rows, rejected]).toEqual([140_000, 1]);
    expect(refused[0]).toMatchObject({ line: 70_002, reason: 'bad_encoding' });
  });
});

describe('headers', () => {
  test('repeated and empty names become distinct; a name may be __proto__', async () => {
    const { names, table } = await importBytes('a,a,,__proto__,constructor\n1,2,3,x,y\n');
    expect(names).toEqual(['a', 'a (2)', 'column 3', '__proto__', 'constructor']);
    expect(table).toEqual([['1', '2', '3', 'x', 'y']]);
  });

  test('a name never becomes SQL', async () => {
    const { names } = await importBytes('"x); DROP TABLE cells; --",b\n1,c\n');
    expect(names[0]).toBe('x); DROP TABLE cells; --');
  });

  test('a first row of numbers is data', async () => {
    expect(await importBytes('1,2\n3,4\n')).toMatchObject({ names: ['column 1', 'column 2'], rows: 2 });
  });

  test('one column', async () => {
    const { names, table } = await importBytes('text\nfirst\nsecond\n');
    expect([names, table]).toEqual([['text'], [['first'], ['second']]]);
  });

  test('lines of an old Mac', async () => {
    expect((await importBytes('a,b\r1,x\r2,y\r')).table).toEqual([
      ['1', 'x'],
      ['2', 'y'],
    ]);
  });

  test.each([',', ';', '\t', '|'])('the delimiter %j is told from the text', async (delimiter) => {
    const rows = [
      ['name', 'text'],
      ['kettle', 'hot, quick; safe'],
      ['lamp', 'bright'],
    ];
    const text = rows.map((row) => row.map((cell) => `"${cell}"`).join(delimiter)).join('\n');
    expect(await importBytes(text)).toMatchObject({ delimiter, table: rows.slice(1) });
  });
});

describe('rows that are not taken over', () => {
  test('each with its line and reason, and rows in = accepted + rejected', async () => {
    const lines = ['a,b', 'good,1', 'short', 'too,long,row', 'nul\0,2', '"text" after,3', 'open,"4', 'good,5', ''];
    const imported = await importBytes(lines.join('\n'));
    expect(imported.table).toEqual([
      ['good', '1'],
      ['good', '5'],
    ]);
    expect(imported.refused.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'too_few_fields'],
      [4, 'too_many_fields'],
      [5, 'nul_byte'],
      [6, 'text_after_quote'],
      [7, 'unclosed_quote'],
    ]);
    expect(imported.rows + imported.rejected).toBe(7);
  });
});

describe('files that cannot be imported', () => {
  const run = async (file: string) => {
    for await (const _ of importFile(
      { files: [file], output: join(folder, 'out.db'), options: {}, scratch: join(folder, 'scratch') },
      new AbortController().signal,
    ));
  };

  test.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'file_empty'],
    ['blank lines only', '\n\n\r\n', 'file_empty'],
    ['header only', 'a,b\n', 'file_empty'],
    ['no usable row', 'a,b\nx\ny\n', 'file_no_rows'],
    ['a picture', Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919) % 256), 'file_not_text'],
    ['100,000 columns', Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(','), 'file_too_many_columns'],
  ])('%s', async (_, content, code) => {
    await expect(importBytes(content)).rejects.toMatchObject({ name: 'AppError', code });
    expect(readdirSync(folder)).toEqual(['in.csv']);
  });

  test('an encoding that cannot be told names the byte', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a,b\nx,'),
      Buffer.from([0x81, 0xfe, 0xff, 0x80, 0xff, 0xfd]),
      Buffer.from('\n'),
    ]);
    await expect(importBytes(bytes)).rejects.toMatchObject({ code: 'file_encoding_unknown', details: { byte: 6 } });
  });

  test('no file, a folder, a file used as a folder', async () => {
    const file = join(folder, 'a.csv');
    writeFileSync(file, 'a\nb\n');
    mkdirSync(join(folder, 'sub'));
    await expect(run(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'file_not_found' });
    await expect(run(join(folder, 'sub'))).rejects.toMatchObject({ code: 'folder_no_texts' });
    await expect(run(join(file, 'x.csv'))).rejects.toMatchObject({ code: 'file_not_found' });
  });

  // Root and Windows read whatever they like.
  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('no permission', async () => {
    const file = join(folder, 'a.csv');
    writeFileSync(file, 'a\nb\n');
    chmodSync(file, 0);
    await expect(run(file)).rejects.toMatchObject({ code: 'file_no_permission' });
  });
});

test('a cancelled import leaves nothing behind', async () => {
  const [file, output] = [join(folder, 'in.csv'), join(folder, 'out.db')];
  writeFileSync(file, `a,b\n${'some,row\n'.repeat(100_000)}`);
  const controller = new AbortController();
  const consume = async () => {
    for await (const _ of importFile(
      { files: [file], output, options: {}, scratch: join(folder, 'scratch') },
      controller.signal,
    ))
      controller.abort();
  };
  await expect(consume()).rejects.toMatchObject({ name: 'AbortError' });
  expect(readdirSync(folder)).toEqual(['in.csv']);
});

test('any bytes are imported or refused with a code, and no row is lost', async () => {
  const fragment = fc.constantFrom('a', '"', '""', ',', '\n', '\r\n', '\r', '\0', 'é', '茶', ';', '\t', '1', '\uFEFF');
  const content = fc.oneof(
    { weight: 4, arbitrary: fc.array(fragment, { maxLength: 80 }).map((parts) => Buffer.from(parts.join(''))) },
    { weight: 1, arbitrary: fc.array(fragment, { maxLength: 60 }).map((parts) => utf16(parts.join(''))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  );
  await fc.assert(
    fc.asyncProperty(content, async (bytes) => {
      try {
        const { table, names, refused } = await importBytes(bytes);
        for (const row of table) expect(row).toHaveLength(names.length);
        for (const { line, reason } of refused) expect([line >= 1, reason !== '']).toEqual([true, true]);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        expect(error.code).toMatch(/^file_/);
        expect(existsSync(join(folder, 'out.db'))).toBe(false);
      }
    }),
    { numRuns: fewOr(120, 500), seed: 8 },
  );
});

test('one line of 120 MB is rejected in bounded memory', takesLong, async () => {
  const file = join(folder, 'long.csv');
  const script = `
    import { createWriteStream } from 'node:fs';
    import { once } from 'node:events';
    import { importFile } from ${JSON.stringify(new URL('./importFile.ts', import.meta.url).href)};
    import { peakRssBytes } from ${JSON.stringify(new URL('../process/peakRss.ts', import.meta.url).href)};
    const [file, output] = process.argv.slice(1);
    const stream = createWriteStream(file);
    stream.write('a,b\\nx,');
    const block = Buffer.alloc(1 << 20, 'y');
    for (let megabyte = 0; megabyte < 120; megabyte++) if (!stream.write(block)) await once(stream, 'drain');
    stream.end('\\nlast,row\\n');
    await once(stream, 'close');
    const idle = process.memoryUsage().rss;
    let most = idle, summary;
    for await (const event of importFile({ files: [file], output, options: {}, scratch: output + '.scratch' }, new AbortController().signal)) {
      most = Math.max(most, process.memoryUsage().rss);
      if (event.event === 'done') summary = event.summary;
    }
    most = Math.max(most, peakRssBytes());
    console.log(JSON.stringify({ rows: summary.rows, rejected: summary.rejected, megabytes: (most - idle) / 2 ** 20 }));`;
  const options = ['--no-warnings', '--input-type=module', '-e', script, file, join(folder, 'out.db')];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  const { rows, rejected, megabytes } = JSON.parse(stdout);
  expect([rows, rejected]).toEqual([1, 1]);
  expect(megabytes).toBeLessThan(256);
});
