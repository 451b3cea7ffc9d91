/** Case and punctuation count; the form in which characters are composed (NFC) and how much white space there is do not. */
const comparable = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** Whether a text is the row's own. */
export const isExactMatch = (output: string, reference: string): boolean =>
  comparable(output) === comparable(reference);
