/** Words that encoders have as one token each; `embed_reference.py` has the same ones. */
const WORDS =
  'the card was lost and my bank has not sent a new one yet so please tell me when it will come to this house or how much money is left in there now'.split(
    ' ',
  );
/** With the two around them, 32 tokens. */
const WORDS_OF_TEXT = 30;

/** Different texts of one length. */
export const textsToEmbed = (count: number): string[] =>
  Array.from({ length: count }, (_, text) =>
    Array.from(
      { length: WORDS_OF_TEXT },
      (_, place) => WORDS[(text * 7 + place * (1 + (text % 5)) + Math.floor(text / 33)) % WORDS.length],
    ).join(' '),
  );
