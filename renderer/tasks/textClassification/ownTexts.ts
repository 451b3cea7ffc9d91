import type { Translation } from '../../i18n/translation.ts';

/** What the task's own components say; loaded with them. */
const en = {
  fields: {
    output: 'Label column',
    outputHint: 'What is to be told of each row.',
    outputPlaceholder: 'Choose a column',
    inputs: 'Text columns',
    inputsHint: 'What the model reads.',
    ownTemplate: 'Custom text template',
    ownTemplateHint: 'Otherwise it is the text itself, or one line per column.',
    template: 'Text',
    templateHint: 'The text that is read. Click a column to insert it; every row fills in its own values.',
  },
  playground: {
    title: 'Text',
    text: 'Text to label',
    classify: 'Classify',
    classifyHint: 'Ctrl+Enter classifies, too.',
    randomRow: 'Held-out row',
    labels: 'Labels',
    idle: 'The labels of the text appear here, each with its probability.',
    loading: 'Reading the text …',
    failed: 'The text could not be classified',
    own: 'The row’s own label: {{label}}',
    right: 'right',
    wrong: 'wrong',
    cut: 'The context has no room for {{count}} tokens of this text; they were not read.',
    more: 'All {{count}} labels',
    fewer: 'The most likely ones',
  },
} as const;

const zh: Translation<typeof en> = {
  fields: {
    output: '标签列',
    outputHint: '要为每一行判断的内容。',
    outputPlaceholder: '选择一列',
    inputs: '文本列',
    inputsHint: '模型阅读的内容。',
    ownTemplate: '自定义文本模板',
    ownTemplateHint: '否则就是文本本身，多列时每列占一行。',
    template: '文本',
    templateHint: '模型阅读的文本。点击列名即可插入；每一行会填入自己的值。',
  },
  playground: {
    title: '文本',
    text: '要判断的文本',
    classify: '分类',
    classifyHint: '按 Ctrl+Enter 也可以分类。',
    randomRow: '不参与训练的行',
    labels: '标签',
    idle: '文本的标签及其概率会显示在这里。',
    loading: '正在阅读文本…',
    failed: '无法为文本分类',
    own: '该行自身的标签：{{label}}',
    right: '正确',
    wrong: '错误',
    cut: '上下文容纳不下这段文本的 {{count}} 个词元，这些词元没有被读取。',
    more: '全部 {{count}} 个标签',
    fewer: '最可能的标签',
  },
};

export const OWN_TEXTS = { en, 'zh-CN': zh };
