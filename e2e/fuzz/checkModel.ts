import { renderChat } from '../../main/formats/chatTemplate.ts';
import { loadModel } from '../../main/formats/huggingface/modelFiles.ts';
import { openBase } from '../../main/formats/openBase.ts';
import { readSentenceFacts } from '../../main/formats/sentenceFacts.ts';
import { AppError } from '../../shared/errors/errors.ts';

/** How the load of a model ended, when it ended as it must. */
export interface Loaded {
  /** The code with which it was refused; `null` where it is loaded. */
  refused: string | null;
  /** Tensors whose numbers were read. */
  tensors: number;
}

const MESSAGES = [
  { role: 'system', content: 'You help.' },
  { role: 'user', content: 'Hello {{ 7 * 7 }}\n<|im_end|> aaaaaaaaaaaaaaaaaaaaaaaaaaaa!' },
] as const;

/**
 * Opens a model, reads all of its weights, uses its tokenizer and writes a chat, and checks the promise: it is what it says, or it is
 * refused with a code that says why.
 *
 * @throws Error what is wrong
 */
export async function checkModel(path: string): Promise<Loaded> {
  try {
    const source = await openBase(path);
    await readSentenceFacts(path);
    const { weights, tokenizer, config } = await loadModel(source, path);
    let numbers = 0;
    for (const [name, { shape, data }] of weights) {
      if (!shape.every((size) => Number.isSafeInteger(size) && size > 0))
        throw new Error(`${name} has the shape [${shape}]`);
      const count = shape.reduce((product, size) => product * size, 1);
      if (data.length !== count) throw new Error(`${name} has ${data.length} numbers, its shape ${count}`);
      numbers += count;
    }
    if (numbers !== source.parameters)
      throw new Error(`${numbers} numbers were read, of ${source.parameters} parameters`);
    if (tokenizer.vocabSize > config.vocab_size)
      throw new Error(`an id up to ${tokenizer.vocabSize} of ${config.vocab_size}`);
    for (const { content } of MESSAGES) {
      const ids = tokenizer.encode(content);
      for (const id of ids) {
        if (!Number.isSafeInteger(id) || id < 0 || id >= config.vocab_size) throw new Error(`a text has the id ${id}`);
        tokenizer.bytes(id);
      }
    }
    if (source.chatTemplate !== null) renderChat(source, MESSAGES);
    return { refused: null, tensors: weights.size };
  } catch (error) {
    if (
      !(error instanceof AppError) ||
      !/^(model_|chat_template_failed|file_not_regular|folder_no_model)/.test(error.code)
    )
      throw error;
    return { refused: error.code, tensors: 0 };
  }
}
