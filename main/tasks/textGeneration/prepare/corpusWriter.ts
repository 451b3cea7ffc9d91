import { join } from 'node:path';
import type { SplitName } from '../../../../shared/domain/datasets/split.ts';
import { ElementFile } from '../../prepare/elementFile.ts';
import type { EncodedDocument } from '../../prepare/encoder.ts';
import type { DocumentMarks } from '../../prepare/prepareTokenizer.ts';
import { idsFile, idsType } from '../../prepare/splitIds.ts';
import { docsFile, learnedFile } from '../corpusFormat.ts';
import type { EncodedConversation } from './conversations.ts';

export interface CorpusKind {
  vocabSize: number;
  marks: DocumentMarks;
  /** Whether it holds conversations, and no prompts and completions. */
  conversations?: boolean;
}

/** Writes the files of a split (see `corpusFormat.ts`) as documents come; memory does not grow with them. */
export class CorpusWriter {
  documents = 0;
  /** Ids so far, each document's opening included. */
  tokens = 0;
  readonly #marks: DocumentMarks;
  readonly #ids: ElementFile;
  readonly #docs: ElementFile;
  /** Where conversations are written. */
  readonly #learned: ElementFile | null;

  private constructor(marks: DocumentMarks, ids: ElementFile, docs: ElementFile, learned: ElementFile | null) {
    this.#marks = marks;
    this.#ids = ids;
    this.#docs = docs;
    this.#learned = learned;
  }

  static async create(
    folder: string,
    split: SplitName,
    { vocabSize, marks, conversations = false }: CorpusKind,
  ): Promise<CorpusWriter> {
    const ids = await ElementFile.create(join(folder, idsFile(split)), idsType(vocabSize));
    const docs = await ElementFile.create(join(folder, docsFile(split)), Uint32Array);
    const learned = conversations ? await ElementFile.create(join(folder, learnedFile(split)), Uint32Array) : null;
    return new CorpusWriter(marks, ids, docs, learned);
  }

  async add({ prompt, completion }: EncodedDocument): Promise<void> {
    const { opening } = this.#marks;
    await this.#docs.write([this.tokens, opening.length + prompt.length]);
    await this.#ids.write(opening);
    await this.#ids.write(prompt);
    await this.#ids.write(completion);
    this.tokens += opening.length + prompt.length + completion.length;
    this.documents++;
  }

  async addConversation({ ids, learned }: Pick<EncodedConversation, 'ids' | 'learned'>): Promise<void> {
    await this.#docs.write([this.tokens, learned[0]?.[0] ?? ids.length]);
    await this.#ids.write(ids);
    await this.#learned?.write(learned.flatMap(([start, end]) => [this.tokens + start, this.tokens + end]));
    this.tokens += ids.length;
    this.documents++;
  }

  /** Writes the closing token and what is gathered. */
  async finish(): Promise<void> {
    await this.#ids.write([this.#marks.endOfText]);
    this.tokens++;
    await this.#ids.flush();
    await this.#docs.flush();
    await this.#learned?.flush();
  }

  async close(): Promise<void> {
    await this.#ids.close();
    await this.#docs.close();
    await this.#learned?.close();
  }
}
