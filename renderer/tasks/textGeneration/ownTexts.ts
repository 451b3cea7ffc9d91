import type { Translation } from '../../i18n/translation.ts';

/** What the task's own components say; loaded with them. */
const en = {
  fields: {
    template: 'Text template',
    templateHint:
      'Write the text the way the model should learn it. Click a column to insert it; every row fills in its own values.',
    inputs: 'Input columns',
    inputsHint: 'What the model is given.',
    output: 'Output column',
    outputHint: 'What the model learns to write.',
    outputPlaceholder: 'Choose a column',
    ownTemplate: 'Custom prompt template',
    ownTemplateHint: 'Otherwise it is one line per input column, then the name of the output.',
    promptTemplate: 'Prompt',
  },
} as const;

const zh: Translation<typeof en> = {
  fields: {
    template: '文本模板',
    templateHint: '写出模型要学习的文本。点击列名即可插入；每一行会填入自己的值。',
    inputs: '输入列',
    inputsHint: '提供给模型的内容。',
    output: '输出列',
    outputHint: '模型要学习写出的内容。',
    outputPlaceholder: '选择一列',
    ownTemplate: '自定义提示词模板',
    ownTemplateHint: '否则每个输入列占一行，最后是输出列的名称。',
    promptTemplate: '提示词',
  },
};

export const OWN_TEXTS = { en, 'zh-CN': zh };
