import { Random } from '../../main/ml/random.ts';

const SYLLABLES = 'an ba cor den el fi gra hin il jo ka lum mer no ost pa qui ron sel ter un vo wil xe yor zan'.split(
  ' ',
);
const CHINESE = ['保温杯，真好用', '手工制作的台灯', '适合夜间工作的人'];
const WORDS = 20_000;

/**
 * Rows (name, category, tagline, description) of made-up products without end: words as unevenly used as in a language (Zipf's law),
 * with commas, quotes, line breaks and some Chinese, so that neither reading nor encoding has it easier than with real tables.
 */
export function* productRows(seed: number): Generator<[string, string, string, string], never, undefined> {
  const random = new Random(seed);
  const words = Array.from({ length: WORDS }, () =>
    Array.from({ length: 1 + random.integer(3) }, () => SYLLABLES[random.integer(SYLLABLES.length)]).join(''),
  );
  // The rank's logarithm is uniform: frequency falls with 1/rank.
  const word = () => words[Math.floor(WORDS ** random.next()) - 1] as string;
  const phrase = (length: number) => Array.from({ length }, word).join(' ');
  const sentence = () => {
    const text = phrase(6 + random.integer(10));
    const ends = random.next();
    if (ends < 0.02) return `${text}：${CHINESE[random.integer(CHINESE.length)]}。`;
    if (ends < 0.1) return `${text}, “${word()}” or "${word()}".`;
    return ends < 0.15 ? `${text}:\n- ${phrase(3)}\n- ${phrase(3)}\n` : `${text}, ${phrase(4)}.`;
  };
  for (let number = 1; ; number++) {
    const description = Array.from({ length: 1 + random.integer(3) }, sentence).join(' ');
    yield [`${phrase(2)} ${number}`, word(), phrase(7), description];
  }
}
