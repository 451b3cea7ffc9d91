import type { Translation } from '../../i18n/translation.ts';

const en = {
  explain: 'Why? Show the words that moved it',
  explainShort: 'Why?',
  explainRow: 'Why? Show which words moved row {{row}}',
  hide: 'Hide the words',
  working: 'Leaving out one word after the other …',
  failed: 'It could not be explained',
  title: 'Which words moved it',
  ofLabel: 'For “{{label}}” ({{value}}):',
  ofNumber: 'For {{value}}:',
  speaksFor: 'Speak for it',
  speaksAgainst: 'Speak against it',
  none: 'none',
  without: 'without it: {{value}}',
  way: 'How words are weighed',
  ways: { occlusion: 'Leaving each word out', gradient: 'Gradient × input' },
  wayHints: {
    occlusion: 'Each word is left out in its turn; what changes is what it moved.',
    gradient: 'How the answer would change with each word, to the first order. It may differ from leaving words out.',
  },
  grouped: 'The text has many words: several are left out together.',
  empty: 'The text has no words.',
} as const;

const zh: Translation<typeof en> = {
  explain: '为什么？显示起作用的词',
  explainShort: '为什么？',
  explainRow: '为什么？显示影响第 {{row}} 行的词',
  hide: '隐藏这些词',
  working: '正在逐个去掉词语…',
  failed: '无法解释',
  title: '哪些词起了作用',
  ofLabel: '对于“{{label}}”（{{value}}）：',
  ofNumber: '对于 {{value}}：',
  speaksFor: '支持的词',
  speaksAgainst: '反对的词',
  none: '无',
  without: '去掉后：{{value}}',
  way: '衡量词语的方式',
  ways: { occlusion: '逐个去掉词语', gradient: '梯度 × 输入' },
  wayHints: {
    occlusion: '依次去掉每个词；结果的变化就是它的作用。',
    gradient: '结果随每个词变化的一阶近似，可能与逐个去掉词语不同。',
  },
  grouped: '文本的词很多：每次同时去掉几个词。',
  empty: '文本中没有词。',
};

export const EXPLAIN_TEXTS = { en, 'zh-CN': zh };
