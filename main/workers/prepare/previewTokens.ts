import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BaseReference } from '../../../shared/domain/models/base.ts';
import type { TruncationSide } from '../../../shared/domain/runs/training.ts';
import { type Recipe, taskOf } from '../../../shared/domain/tasks/index.ts';
import { contextFor, promptLimit } from '../../../shared/domain/tasks/promptRoom.ts';
import type { RecipeTokens } from '../../../shared/domain/tasks/recipeTokens.ts';
import type { Example } from '../../../shared/domain/tasks/task.ts';
import { isTrainedOn } from '../../../shared/domain/tasks/trainedOn.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { TOKENIZER_FILE } from '../../formats/huggingface/modelFiles.ts';
import { openReference } from '../../formats/openReference.ts';
import { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../../ml/tokenizer/tokenizerFile.ts';
import { Documents } from '../../tasks/prepare/documents.ts';
import { DocumentEncoder, type EncodedDocument } from '../../tasks/prepare/encoder.ts';
import { type SampledRow, sampleDocuments } from '../../tasks/prepare/sampleDocuments.ts';
import { trainMerges } from '../../tasks/prepare/trainTokenizer.ts';
import { PromptRoom } from '../../tasks/textGeneration/prepare/promptRoom.ts';
import { exampleOf } from '../../tasks/textGeneration/prepare/tokenPieces.ts';
import { mostOf, previewConversations } from './previewConversations.ts';
import { formOf, previewRead, readTexts } from './previewRead.ts';

/** Text that the tokenizer of a preview learns from: a second's work, and the frequent words come out as in the run. */
const SAMPLE_BYTES = 1_000_000;
/** Recipes whose merges are kept. */
const MOST_KEPT = 8;
/** Rows that are looked through for examples, where many have nothing to learn from. */
const MOST_ROWS = 500;

export interface TokensRequest {
  dataset: string;
  recipe: Recipe;
  /** The model that the run would start from, whose tokenizer it would have. */
  base: BaseReference | null;
  vocabSize: number;
  contextLength: number;
  truncationSide: TruncationSide;
  rows: number;
  /** Folder of a run that has the very tokenizer that this one would get; `null` where there is none. */
  tokenizerFrom: string | null;
  /** Folder for what is on the disk meanwhile; made when needed, removed in the end. */
  scratch: string;
}

type Merges = readonly (readonly [string, string])[];

/** Shows examples as a model would see them, token for token. */
export class TokenPreviewer {
  /** By data set and recipe; the one used last is the last. */
  readonly #merges = new Map<string, Promise<Merges>>();

  /** @throws AppError `column_unknown`; the signal's reason once it has fired */
  async preview(request: TokensRequest, signal: AbortSignal): Promise<RecipeTokens> {
    const { recipe, rows, contextLength, truncationSide, tokenizerFrom } = request;
    const file = openDatasetFile(request.dataset);
    try {
      const documents = new Documents(file, recipe);
      const isSeen = ({ document, cell }: SampledRow) => isTrainedOn(recipe, document.completion, cell);
      const { sample, isAll } = sampleDocuments(documents, SAMPLE_BYTES, isSeen);
      const form = formOf(recipe);
      const { json, config } = await this.#tokenizer(
        request,
        sample.map((row) => (form ? readTexts(form, row) : row.document)),
      );
      signal.throwIfAborted();
      const tokenizer = new Tokenizer(JSON.stringify(json), config, request.base?.path ?? '');
      const approximate = tokenizerFrom === null && request.base === null;
      if (recipe.kind === 'chat') {
        const chosen = { recipe, base: request.base, contextLength, tokenizerJson: json, tokenizer };
        const shown = documents.at(0, MOST_ROWS);
        return { ...(await previewConversations(sample, shown, rows, chosen)), approximate, isAll };
      }
      if (form) {
        const shown = firstDocuments(documents, rows, isSeen);
        const chosen = { form, contextLength, tokenizerJson: json, tokenizer };
        return { ...(await previewRead(sample, shown, chosen)), approximate, isAll };
      }
      const encoder = new DocumentEncoder(json);
      const parts = await encoder.encode(sample.map(({ document }) => document));
      const longestAnswer = parts.reduce((longest, { completion }) => Math.max(longest, completion.length), 0);
      const isCut = truncationSide === 'left' && !taskOf(recipe).learnsWhole(recipe);
      const limit = isCut ? promptLimit(contextLength, longestAnswer) : null;
      const room = new PromptRoom(contextLength, limit);
      const lengths = parts.map((part) => lengthOf(room.take(part)));
      const shown = firstDocuments(documents, rows, isSeen);
      const whole = await encoder.encode(shown.map(({ document }) => document));
      const encoded = whole.map((part) => new PromptRoom(contextLength, limit).take(part));
      return {
        approximate,
        examples: encoded.map((part, index) => ({ row: shown[index]?.row ?? 0, ...exampleOf(part, tokenizer) })),
        documents: sample.length,
        isAll,
        contextLength,
        meanTokens: lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length),
        mostTokens: lengths.reduce((most, length) => Math.max(most, length), 0),
        tooLong: lengths.filter((length) => length > contextLength).length,
        // Where nothing is written after it, a long text is cut, and there is no answer to have room for.
        withoutRoom: taskOf(recipe).answers ? room.tooLong : 0,
        contextForMost: contextFor(mostOf(parts.map(lengthOf))),
        contextForAll: contextFor(room.longest),
        longestPrompt: taskOf(recipe).answers ? room.longestPrompt : 0,
        promptLimit: limit,
      };
    } finally {
      file.close();
    }
  }

  /** With the text of its configuration. */
  async #tokenizer(request: TokensRequest, sample: readonly Example[]): Promise<{ json: object; config: string }> {
    const { base, contextLength, tokenizerFrom } = request;
    const config = JSON.stringify(tokenizerConfig(contextLength));
    if (tokenizerFrom !== null)
      return { json: JSON.parse(await readFile(join(tokenizerFrom, TOKENIZER_FILE), 'utf8')), config };
    if (!base) return { json: await this.#ownTokenizer(request, sample), config };
    const { tokenizerJson: text, tokenizerConfigJson } = await openReference(base);
    return { json: JSON.parse(text) as object, config: tokenizerConfigJson };
  }

  async #ownTokenizer(request: TokensRequest, sample: readonly Example[]): Promise<object> {
    const { dataset, recipe, vocabSize } = request;
    const key = JSON.stringify([dataset, recipe]);
    const merges = this.#merges.get(key) ?? learnMerges(sample, request.scratch);
    this.#merges.delete(key);
    this.#merges.set(key, merges);
    // One that failed is tried again.
    merges.catch(() => this.#merges.delete(key));
    for (const oldest of this.#merges.keys()) {
      if (this.#merges.size <= MOST_KEPT) break;
      this.#merges.delete(oldest);
    }
    return tokenizerJson(await merges, vocabSize);
  }
}

const lengthOf = ({ prompt, completion }: EncodedDocument) => 1 + prompt.length + completion.length;

async function learnMerges(sample: readonly Example[], scratch: string): Promise<Merges> {
  try {
    await mkdir(scratch, { recursive: true });
    return await trainMerges(eachOf(sample), scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function* eachOf(sample: readonly Example[]): AsyncGenerator<Example> {
  yield* sample;
}

/** The first rows that have something to learn from, and that are not left out of training. */
function firstDocuments(
  documents: Documents,
  rows: number,
  isSeen: (row: SampledRow) => boolean,
): { row: number; document: Example }[] {
  return documents
    .at(0, MOST_ROWS)
    .flatMap(({ document, ...row }) => (document ? [{ ...row, document }] : []))
    .filter(isSeen)
    .slice(0, rows);
}
