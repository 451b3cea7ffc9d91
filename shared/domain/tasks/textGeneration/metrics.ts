import { COPIED_SPAN } from '../../models/copiedSpan.ts';
import type { MetricContext, MetricDefinition } from '../task.ts';

/**
 * - `field_fidelity`: share of the texts that contain the value of every chosen input column, as whole words and without regard to capitals: not
 *   what candidates are judged by, which is letter by letter.
 * - `exact_match`: share of the texts that equal the row's own text.
 * - `chrf`: chrF2 of all texts against the rows' own (character n-grams), as sacrebleu computes it.
 * - `bleu`: BLEU of all texts against the rows' own (n-grams of up to 4 tokens), as sacrebleu computes it, with its tokenizer for Chinese where they are.
 * - `length_ratio`: tokens of all texts for each of the rows' own, by the same tokenizer: below 1 the texts are too short.
 * - `copied_spans`: share of the texts' characters that lie in passages of at least `COPIED_SPAN` characters of a training row.
 * - `bitsPerByte`: what the held-out text costs, in bits for each of its UTF-8 bytes: comparable between tokenizers.
 */
export const TEXT_METRICS = [
  {
    name: 'field_fidelity',
    unit: 'share',
    at: 'evaluation',
    label: 'Field fidelity',
    help: 'Texts that contain the value of a chosen input column, as whole words.',
    zh: { label: '字段保真率', help: '包含所选输入列的值（按整词）的文本所占比例。' },
    tile: true,
    line: ({ fields, again, baseline }) => ({ before: `Kept ${fields}`, after: tried(again) + ownTexts(baseline) }),
    meaning: ({ fields, again, baseline }) =>
      `texts with the row's ${fields}, as whole words${inTheStudio(again)}${ownTexts(baseline)}`,
  },
  {
    name: 'exact_match',
    unit: 'share',
    at: 'evaluation',
    label: 'Exact match',
    help: 'Texts that equal the row’s own text.',
    zh: { label: '完全匹配', help: '与该行自身文本相同的文本所占比例。' },
    hits: true,
    line: () => ({ before: "The row's own text", after: '' }),
    meaning: () => "texts that equal the row's own",
  },
  {
    name: 'chrf',
    unit: 'score',
    at: 'evaluation',
    label: 'chrF',
    help: 'How much of the row’s own text is hit, by character n-grams: 0 to 100.',
    zh: { label: 'chrF', help: '按字符 n-gram 计算与该行自身文本的重合程度：0 到 100。' },
    line: () => ({ before: 'chrF', after: ' of 100' }),
    meaning: () => 'chrF2 as sacrebleu computes it, 0 to 100',
  },
  {
    name: 'bleu',
    unit: 'score',
    at: 'evaluation',
    label: 'BLEU',
    help: 'How much of the row’s own text is hit, by up to four words in a row (characters in Chinese), as is usual for translations: 0 to 100.',
    zh: { label: 'BLEU', help: '按最多四个连续词（中文按字）计算与该行自身文本的重合程度，翻译常用：0 到 100。' },
    line: () => ({ before: 'BLEU', after: ' of 100' }),
    meaning: () => 'BLEU as sacrebleu computes it (tok:13a, tok:zh for Chinese texts; smooth:exp), 0 to 100',
  },
  {
    name: 'length_ratio',
    unit: 'value',
    at: 'evaluation',
    label: 'Length ratio',
    help: 'How long the texts are beside the rows’ own, counted in words (characters in Chinese): 1 is as long.',
    zh: { label: '长度比', help: '文本长度与该行自身文本之比，按词计（中文按字）：1 表示一样长。' },
    line: () => ({ before: 'Length beside the own texts', after: ' (1: as long)' }),
    meaning: () => "tokens of the texts for each of the rows' own, as sacrebleu counts them; 1 is as long",
  },
  {
    name: 'copied_spans',
    unit: 'share',
    at: 'evaluation',
    label: 'Copied spans',
    help: 'Characters in long passages that stand word for word in a training row.',
    zh: { label: '照抄片段', help: '文本中与某个训练行逐字相同的长片段所占的字符比例。' },
    line: () => ({ before: 'Copied from training rows', after: ' of the characters' }),
    meaning: () => `characters in passages of ${COPIED_SPAN} or more copied from a training row`,
  },
  {
    name: 'bitsPerByte',
    unit: 'bits',
    at: 'evaluation',
    label: 'Bits per byte',
    help: 'What the held-out text costs; lower is better, and comparable between sizes.',
    zh: { label: '每字节比特数', help: '写出不参与训练的文本所需的代价；越低越好，不同规模之间可以比较。' },
    tile: true,
    line: ({ baseline }) => ({ before: 'Bits per byte', after: byPairs(baseline) }),
    meaning: ({ baseline }) => `what held-out text costs${byPairs(baseline)}`,
  },
] as const satisfies readonly MetricDefinition[];

type Again = MetricContext['again'];
const tried = (again: Again): string =>
  again ? `; up to ${again.tries} tries, the first one ${again.firstTry}${spelled(again)}` : '';
const spelled = (again: NonNullable<Again>): string => {
  if (!again.spelled) return '';
  const { first, free, freeTries, all, of } = again.spelled;
  const within = again.tries > 1 ? `, ${free} with up to ${freeTries}, ${all} with the last, which begins with it` : '';
  return `; letter by letter ${first} of ${of} at the first try${within}`;
};
const inTheStudio = (again: Again): string =>
  again
    ? `, where Kindling writes up to ${again.tries} candidates, the last of them beginning with it; a single text of the model: ${again.firstTry}${spelled(again)}`
    : '';
type Baseline = (name: string) => string | null;
const ownTexts = (baseline: Baseline): string => more("the rows' own texts", baseline('referenceFidelity'));
const byPairs = (baseline: Baseline): string => more('counting pairs of tokens', baseline('bigramBitsPerByte'));
const more = (what: string, figure: string | null): string => (figure === null ? '' : `; ${what}: ${figure}`);
