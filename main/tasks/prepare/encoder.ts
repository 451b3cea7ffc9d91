import { Tokenizer } from 'tokenizers';
import type { Example } from '../../../shared/domain/tasks/task.ts';

/** Token ids of a document's two parts, without the END_OF_TEXT before them. */
export interface EncodedDocument {
  prompt: number[];
  completion: number[];
}

/**
 * Encodes documents. Prompt and completion are encoded apart, so that a prompt has the same tokens here and in the playground, where
 * nothing follows it. The text of a special token in a cell is text: this encoder knows no special tokens.
 */
export class DocumentEncoder {
  readonly #tokenizer: Tokenizer;

  /** @param tokenizerJson as in `tokenizer.json` */
  constructor(tokenizerJson: object) {
    const { added_tokens: added = [] } = tokenizerJson as { added_tokens?: readonly { special?: boolean }[] };
    // What was added to a vocabulary without being special, such as words of a trade, is text.
    const words = added.filter(({ special }) => special !== true);
    this.#tokenizer = Tokenizer.fromString(
      // A file of others may ask for texts of one length: all padded, none longer.
      JSON.stringify({ ...tokenizerJson, added_tokens: words, post_processor: null, padding: null, truncation: null }),
    );
  }

  async encode(documents: readonly Example[]): Promise<EncodedDocument[]> {
    const texts = documents.flatMap(({ prompt, completion }) => [prompt, completion]);
    const encodings = await this.#tokenizer.encodeBatch(texts, { addSpecialTokens: false });
    return documents.map((_, index) => ({
      prompt: encodings[2 * index]?.getIds() ?? [],
      completion: encodings[2 * index + 1]?.getIds() ?? [],
    }));
  }
}
