import type en from '../en/conversations.ts';
import type { Translation } from '../translation.ts';

const texts: Translation<typeof en> = {
  ofModel: '消息按模型自己的聊天模板写出。',
  own: '消息按 Kindling 自带的聊天模板写出（与 ChatML 相似），并随模型一起保存。',
  title: '{{all}} 行中有些不会按原样学习',
  titleOfSome: '抽查的 {{all}} 行中有些不会按原样学习',
  cut_other: '{{rows}} 段对话超出上下文：最早的若干轮会被略去。',
  leftOut_other: '{{rows}} 行不参与学习，第一处是第 {{row}} 行：{{why}}',
  summary: {
    chatTemplate: '聊天模板',
    chatTemplates: { model: '模型自己的', default: 'Kindling 自带的' },
    conversationsCut: '略去最早轮次的对话',
    conversationsLeftOut: '未参与学习的行',
  },
};
export default texts;
