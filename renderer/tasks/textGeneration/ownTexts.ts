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
    mustContain: 'Texts must contain',
    mustContainHint: 'A text that lacks one of these values is written again, up to four times in all.',
    onlyKeeping: 'Train only on rows whose text contains them',
    onlyKeepingHint:
      'A model that learns from texts without the name learns to leave it out. Other rows are left out of training; the split and what is measured stay the same.',
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
    mustContain: '文本必须包含',
    mustContainHint: '缺少其中任何一个值的文本会被重写，总共最多写四次。',
    onlyKeeping: '只用文本包含它们的行训练',
    onlyKeepingHint: '如果训练文本里没有名称，模型就会学着把名称略去。其他行不参与训练；划分和评测保持不变。',
  },
};

export const OWN_TEXTS = { en, 'zh-CN': zh };
