import type { PersonalDataType } from '../../../../../shared/domain/datasets/personalData.ts';
import { Random } from '../../../../ml/random.ts';
import { ENGLISH } from './independent/sentencesEnglish.ts';
import { OTHER_LANGUAGES } from './independent/sentencesOther.ts';
import { WITHOUT } from './independent/sentencesWithout.ts';
import { toldValue } from './independent/values.ts';

/** A text and where in it is what (UTF-16 units, the end excluded). */
export interface LabelledText {
  text: string;
  spans: { start: number; end: number; type: PersonalDataType }[];
}

/** How often each sentence is told, each time with other values. */
const TELLINGS = 2;

function tell(random: Random, sentence: string, parity: number): LabelledText {
  const spans: LabelledText['spans'] = [];
  let text = '';
  let read = 0;
  for (const match of sentence.matchAll(/\{([a-z]\w*)(?:\.(\w+))?\}/g)) {
    const { value, type } = toldValue(random, match[1] ?? '', match[2], parity);
    text += sentence.slice(read, match.index);
    if (type !== null) spans.push({ start: text.length, end: text.length + value.length, type });
    text += value;
    read = match.index + match[0].length;
  }
  return { text: text + sentence.slice(read), spans };
}

/**
 * Texts that were written without a look at the detectors, the way a stranger would test them. Detectors may be improved with `dev`;
 * `heldOut` has other sentences and other people and is only for the final figure.
 */
export function independentSet(seed = 20_240_611): { dev: LabelledText[]; heldOut: LabelledText[] } {
  const random = new Random(seed);
  const halves: [LabelledText[], LabelledText[]] = [[], []];
  for (const sentences of [ENGLISH, OTHER_LANGUAGES, WITHOUT]) {
    const order = random.shuffle(Uint16Array.from(sentences.keys()));
    for (const [place, index] of order.entries()) {
      const parity = place % 2;
      const sentence = sentences[index] ?? '';
      const told = Array.from({ length: TELLINGS }, () => tell(random, sentence, parity));
      // A sentence without a value is the same however often it is told.
      const texts = new Map(told.map((labelled) => [labelled.text, labelled]));
      halves[parity as 0 | 1].push(...texts.values());
    }
  }
  return { dev: halves[0], heldOut: halves[1] };
}
