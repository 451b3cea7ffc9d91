import { USUAL_TRIES } from '../../../shared/domain/models/generation.ts';
import { PART_OF_A_WORD, WITHOUT_SPACES } from '../../../shared/domain/tasks/containsValue.ts';
import { completionOf } from '../../../shared/domain/tasks/template.ts';

/** What one may ask for of a text that has to contain something, besides the other options. */
export const TRIES_OPTION = `  /** Texts that are written at most until one has what it has to contain: ${USUAL_TRIES} where it is left out. 1 gives the first one as it is written. */
  tries?: number;
`;

/** What becomes of a text that lacks what it has to contain. @param columns as they are written where it stands */
export const writesAgain = (columns: readonly string[]): string =>
  `A text without the value of ${columns.join(' and ')}, letter by letter, is written again, up to ${USUAL_TRIES} times in all (\`tries\`), the last one beginning with it. ` +
  'Where none has all, it is the one that lacks least. So a text comes whole, once it is chosen; with `tries: 1`, the first one comes in pieces, as it is written.';

/** How the next token is chosen where a text may begin with something, see `writing`. */
export const KEPT_CHOICE = `    const scores = (data as Float32Array).slice(-dims[2]!);
    let id = choose(scores, temperature, topP, draw);
    // What the text begins with stays a word of its own; bytes of no whole character are taken for a letter.
    while (opening !== '' && told === 0 && scores[id]! > -Infinity) {
      const begun = tokenizer.decode([...prompt, ...written, id], { skip_special_tokens: true }).slice(before.length);
      if (!goesOn(opening, begun.startsWith(BROKEN) ? 'x' : begun)) break;
      scores[id] = -Infinity;
      id = choose(scores, temperature, topP, draw);
    }`;

/** Of texts that have to contain something: by the rule that the studio chooses its own by, `containsSpelled`. */
export const KEEPING = String.raw`
const PART_OF_A_WORD = ${PART_OF_A_WORD};
/** Scripts that put no space between words: there, a value may begin and end anywhere. */
const WITHOUT_SPACES = ${WITHOUT_SPACES};

/** Whether a word goes on from one text to the next; a mark belongs to the character before it. */
function goesOn(before: string, after: string): boolean {
  const [last = '', first = ''] = [Array.from(before).pop(), Array.from(after)[0]];
  return /\p{M}/u.test(first) || [last, first].every((one) => PART_OF_A_WORD.test(one) && !WITHOUT_SPACES.test(one));
}

/** Whether a text has a value letter by letter, as whole words. */
function contains(text: string, value: string): boolean {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1))
    if (!goesOn(text.slice(0, at), value) && !goesOn(value, text.slice(at + value.length))) return true;
  return false;
}

/**
 * Writes one text after another until one has all these values, and gives that one, or else the first of those that lack least. Each has a seed that
 * follows from that of the one before; the last one begins with a value that the others lack.
 */
async function* keeping(
  values: readonly string[],
  options: WriteOptions,
  begin: (opening: string, options: WriteOptions) => AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  const wanted = values.map((value) => value.trim()).filter((value) => value !== '');
  const { temperature, tries = ${USUAL_TRIES} } = options;
  // Without chance, all but the last would be the same.
  const most = temperature === 0 ? Math.min(2, tries) : tries;
  if (wanted.length === 0 || !(most > 1)) return yield* trimmed(begin('', options));
  let seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
  let [best, missing] = ['', wanted];
  for (let attempt = 1; missing.length > 0 && attempt <= most; attempt++) {
    // As all texts begin that the model has learned from.
    let text = attempt < most ? '' : ${JSON.stringify(completionOf(''))} + missing[0]!;
    for await (const piece of begin(text, { ...options, seed })) text += piece;
    const lacks = wanted.filter((value) => !contains(text.normalize('NFC'), value.normalize('NFC')));
    if (attempt === 1 || lacks.length < missing.length) [best, missing] = [text.trimStart(), lacks];
    seed = Math.floor(random(seed)() * 2 ** 32);
  }
  if (best !== '') yield best;
}
`;
