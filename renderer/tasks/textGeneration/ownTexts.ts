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
    mustContainHint:
      'A text that lacks one of these values, letter by letter, is written again, up to four times in all. The input that is most like a name is chosen for you.',
    onlyKeeping: 'Train only on rows whose text contains them',
    onlyKeepingHint:
      'A model that learns from texts without the name learns to leave it out. Capitals do not count here. Other rows are left out of training; the split and what is measured stay the same.',
    messages: 'Conversations',
    messagesHint: 'A column whose cells are lists of messages with a role and a content, as JSON.',
    messagesPlaceholder: 'Choose a column',
    tools: 'Tools',
    toolsHint:
      'A column whose cells are lists of functions that the model may call, as JSON. Where the chat template does not write them, rows that have tools are left out.',
    toolsPlaceholder: 'None',
    ownChatTemplate: 'Write messages by Kindling’s own template',
    ownChatTemplateHint:
      'Otherwise by that of the model that the training starts from. From nothing, or where it has none, Kindling’s own is taken in any case: it is like ChatML, and goes with the model.',
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
    mustContainHint: '没有逐字包含其中任何一个值的文本会被重写，总共最多写四次。最像名称的输入列会自动选上。',
    onlyKeeping: '只用文本包含它们的行训练',
    onlyKeepingHint:
      '如果训练文本里没有名称，模型就会学着把名称略去。这里不区分大小写。其他行不参与训练；划分和评测保持不变。',
    messages: '对话列',
    messagesHint: '每个单元格是一个 JSON 消息列表，每条消息有 role 和 content。',
    messagesPlaceholder: '选择一列',
    tools: '工具列',
    toolsHint: '每个单元格是模型可以调用的函数的 JSON 列表。如果聊天模板不支持工具，含有工具的行不参与训练。',
    toolsPlaceholder: '无',
    ownChatTemplate: '使用 Kindling 自带的聊天模板',
    ownChatTemplateHint:
      '否则使用所选起始模型的模板。从零开始，或模型没有模板时，总是使用自带的模板：它与 ChatML 相似，并随模型一起保存。',
  },
};

export const OWN_TEXTS = { en, 'zh-CN': zh };
