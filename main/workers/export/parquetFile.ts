import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { FileSink } from '../../files/fileSink.ts';

/** A row group is kept in memory while it is written: small enough for any row, large enough to be read fast. */
const GROUP_ROWS = 50_000;
const GROUP_CHARACTERS = 16 << 20;

/** Writes rows of text as a Parquet file, a row group at a time. Every column is a required UTF-8 string. */
export class ParquetFile {
  readonly #sink: FileSink;
  readonly #columns: readonly string[];
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #group: string[][] = [];
  #characters = 0;

  constructor(sink: FileSink, columns: readonly string[]) {
    this.#sink = sink;
    this.#columns = columns;
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.map((name) => ({
          ...{ name, type: 'BYTE_ARRAY' as const, repetition_type: 'REQUIRED' as const },
          ...{ converted_type: 'UTF8' as const, logical_type: { type: 'STRING' as const } },
        })),
      ],
      createdBy: 'Kindling Studio',
    });
  }

  async append(cells: readonly string[]): Promise<void> {
    this.#group.push([...cells]);
    for (const cell of cells) this.#characters += cell.length;
    if (this.#group.length >= GROUP_ROWS || this.#characters >= GROUP_CHARACTERS) await this.#writeGroup();
  }

  async finish(): Promise<void> {
    await this.#writeGroup();
    await this.#writer.finish();
    await this.#flush();
  }

  async #writeGroup(): Promise<void> {
    const group = this.#group;
    if (group.length === 0) return;
    const columnData = this.#columns.map((name, index) => ({ name, data: group.map((row) => row[index] ?? '') }));
    await this.#writer.write({ columnData, rowGroupSize: group.length });
    this.#group = [];
    this.#characters = 0;
    await this.#flush();
  }

  /** What was written so far goes to the file; the writer's offsets go on from there. */
  async #flush(): Promise<void> {
    await this.#sink.write(this.#bytes.getBytes().slice());
    this.#bytes.index = 0;
  }
}
