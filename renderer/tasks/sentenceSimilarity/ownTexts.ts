import type { Translation } from '../../i18n/translation.ts';

/** What the task's own components say; loaded with them. */
const en = {
  fields: {
    output: 'Second text',
    outputHint: 'What is to be found. Rows with the same text here belong together, too.',
    outputPlaceholder: 'Choose a column',
    inputs: 'First text',
    inputsHint: 'What it is to be found by.',
    ownTemplate: 'Custom text template',
    ownTemplateHint: 'Otherwise it is the text itself, or one line per column.',
    template: 'Text',
    templateHint: 'The text that is read. Click a column to insert it; every row fills in its own values.',
  },
  playground: {
    title: 'Text',
    others: 'Texts to compare it with',
    othersHint: 'One per line.',
    compare: 'Compare',
    compareHint: 'Ctrl+Enter compares, too.',
    randomRow: 'Held-out row',
    result: 'Nearest texts',
    idle: 'The texts appear here, the nearest first, each with its similarity.',
    loading: 'Reading the texts …',
    failed: 'The texts could not be compared',
    own: 'belongs to it',
    whole: 'A whole data set is searched on its page, under “Find similar”.',
  },
} as const;

const zh: Translation<typeof en> = {
  fields: {
    output: '第二段文本',
    outputHint: '要找到的内容。此列文本相同的行也彼此相配。',
    outputPlaceholder: '选择一列',
    inputs: '第一段文本',
    inputsHint: '用来查找的内容。',
    ownTemplate: '自定义文本模板',
    ownTemplateHint: '否则就是文本本身，多列时每列占一行。',
    template: '文本',
    templateHint: '模型阅读的文本。点击列名即可插入；每一行会填入自己的值。',
  },
  playground: {
    title: '文本',
    others: '与之比较的文本',
    othersHint: '每行一段。',
    compare: '比较',
    compareHint: '按 Ctrl+Enter 也可以比较。',
    randomRow: '不参与训练的行',
    result: '最接近的文本',
    idle: '各段文本及其相似度会显示在这里，最接近的在前。',
    loading: '正在阅读文本…',
    failed: '无法比较这些文本',
    own: '与之相配',
    whole: '要搜索整个数据集，请在其页面上使用“查找相似”。',
  },
};

export const OWN_TEXTS = { en, 'zh-CN': zh };
