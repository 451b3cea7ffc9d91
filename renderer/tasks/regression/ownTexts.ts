import type { Translation } from '../../i18n/translation.ts';

/** What the task's own components say; loaded with them. */
const en = {
  fields: {
    output: 'Number column',
    outputHint: 'What is to be estimated of each row.',
    outputPlaceholder: 'Choose a column',
    outputNone:
      'No column of this data set holds numbers, so there is none to learn to estimate. Choose a data set that has a number for each text.',
    inputs: 'Text columns',
    inputsHint: 'What the model reads.',
    ownTemplate: 'Custom text template',
    ownTemplateHint: 'Otherwise it is the text itself, or one line per column.',
    template: 'Text',
    templateHint: 'The text that is read. Click a column to insert it; every row fills in its own values.',
  },
  playground: {
    title: 'Text',
    estimate: 'Estimate',
    estimateHint: 'Ctrl+Enter estimates, too.',
    randomRow: 'Held-out row',
    result: 'Number',
    idle: 'The number of the text appears here.',
    loading: 'Reading the text …',
    failed: 'The text could not be estimated',
    typical: 'On rows that it never trained on it was off by {{error}} on average.',
    own: 'The row’s own number: {{number}}. The estimate is off by {{error}}.',
    cut: 'The context has no room for {{count}} tokens of this text; they were not read.',
  },
  results: {
    title: 'Predicted against true',
    about:
      'Each dot is one of {{count}} held-out rows. On the line, the estimate is right; above it, it is too high, below it too low.',
    actual: 'True {{column}}',
    predicted: 'Predicted {{column}}',
    worst: 'Largest errors',
    text: 'Text',
    error: 'Error',
  },
} as const;

const zh: Translation<typeof en> = {
  fields: {
    output: '数字列',
    outputHint: '要为每一行估计的内容。',
    outputPlaceholder: '选择一列',
    outputNone: '这个数据集没有数字列，因此没有可以学习估计的数字。请选择每段文本都有一个数字的数据集。',
    inputs: '文本列',
    inputsHint: '模型阅读的内容。',
    ownTemplate: '自定义文本模板',
    ownTemplateHint: '否则就是文本本身，多列时每列占一行。',
    template: '文本',
    templateHint: '模型阅读的文本。点击列名即可插入；每一行会填入自己的值。',
  },
  playground: {
    title: '文本',
    estimate: '估计',
    estimateHint: '按 Ctrl+Enter 也可以估计。',
    randomRow: '不参与训练的行',
    result: '数字',
    idle: '文本的数字会显示在这里。',
    loading: '正在阅读文本…',
    failed: '无法为文本估计数字',
    typical: '在不参与训练的行上，平均偏离 {{error}}。',
    own: '该行自身的数字：{{number}}。估计值偏离 {{error}}。',
    cut: '上下文容纳不下这段文本的 {{count}} 个词元，这些词元没有被读取。',
  },
  results: {
    title: '预测值与真实值',
    about: '每个点是 {{count}} 行不参与训练的数据之一。在线上表示估计正确；在线的上方表示偏高，下方表示偏低。',
    actual: '真实的 {{column}}',
    predicted: '预测的 {{column}}',
    worst: '最大的误差',
    text: '文本',
    error: '误差',
  },
};

export const OWN_TEXTS = { en, 'zh-CN': zh };
