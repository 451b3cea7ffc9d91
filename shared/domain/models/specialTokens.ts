/** Token ids that every tokenizer trained here has. One token both opens and ends a document, as in GPT-2. */
export const END_OF_TEXT = '<|endoftext|>';
export const PAD = '<|pad|>';
export const END_OF_TEXT_ID = 0;
export const PAD_ID = 1;
