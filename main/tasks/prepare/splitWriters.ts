import { join } from 'node:path';
import type { SplitName } from '../../../shared/domain/datasets/split.ts';
import type { PreparedData } from '../../../shared/domain/runs/run.ts';
import type { Assignment } from './assignSplits.ts';
import { ElementFile, type Elements } from './elementFile.ts';
import { idsFile, idsType } from './splitIds.ts';

/** Writes the files of a split as examples come; memory does not grow with them. */
interface Writer {
  readonly documents: number;
  readonly tokens: number;
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** What was written of each split, as a run keeps it. */
export type SplitCounts = Pick<
  PreparedData,
  'trainDocuments' | 'trainTokens' | 'validationDocuments' | 'validationTokens' | 'testDocuments' | 'testTokens'
>;

/**
 * Writes the splits that there are: each has a writer, which is finished when the work is done, and closed in any case.
 *
 * @param work gets the writers by split
 */
export async function writeSplits<W extends Writer>(
  { counts }: Assignment,
  create: (split: SplitName) => Promise<W>,
  work: (writers: ReadonlyMap<SplitName, W>) => Promise<void>,
): Promise<SplitCounts> {
  const names: SplitName[] = counts.test > 0 ? ['train', 'validation', 'test'] : ['train', 'validation'];
  const writers = new Map<SplitName, W>();
  try {
    for (const name of names) writers.set(name, await create(name));
    await work(writers);
    for (const writer of writers.values()) await writer.finish();
  } finally {
    for (const writer of writers.values()) await writer.close();
  }
  const of = (name: SplitName) => writers.get(name) ?? { documents: 0, tokens: 0 };
  return {
    trainDocuments: of('train').documents,
    trainTokens: of('train').tokens,
    validationDocuments: of('validation').documents,
    validationTokens: of('validation').tokens,
    testDocuments: of('test').documents,
    testTokens: of('test').tokens,
  };
}

/** Writes token ids, and files of numbers that say what lies where in them. */
export class IdsWriter<Name extends string> implements Writer {
  documents = 0;
  /** Ids so far: where the next example begins. */
  tokens = 0;
  readonly #ids: ElementFile;
  readonly #others: Record<Name, ElementFile>;

  private constructor(ids: ElementFile, others: Record<Name, ElementFile>) {
    this.#ids = ids;
    this.#others = others;
  }

  /** @param others name and kind of number of each file beside the ids */
  static async create<Name extends string>(
    folder: string,
    split: SplitName,
    vocabSize: number,
    others: Readonly<Record<Name, readonly [file: string, numbers: Elements]>>,
  ): Promise<IdsWriter<Name>> {
    const ids = await ElementFile.create(join(folder, idsFile(split)), idsType(vocabSize));
    const files: Partial<Record<Name, ElementFile>> = {};
    for (const name of Object.keys(others) as Name[]) {
      const [file, numbers] = others[name];
      files[name] = await ElementFile.create(join(folder, file), numbers);
    }
    return new IdsWriter(ids, files as Record<Name, ElementFile>);
  }

  /**
   * @param ids of an example, one at least
   * @param others its numbers in each of the other files
   */
  async add(ids: readonly number[], others: Readonly<Record<Name, readonly number[]>>): Promise<void> {
    for (const name of Object.keys(others) as Name[]) await this.#others[name].write(others[name]);
    await this.#ids.write(ids);
    this.tokens += ids.length;
    this.documents++;
  }

  async finish(): Promise<void> {
    for (const file of this.#files) await file.flush();
  }

  async close(): Promise<void> {
    for (const file of this.#files) await file.close();
  }

  get #files(): ElementFile[] {
    return [this.#ids, ...Object.values<ElementFile>(this.#others)];
  }
}
