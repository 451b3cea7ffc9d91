import type { Translation } from '../../i18n/translation.ts';
import type en from './en.ts';

const texts: Translation<typeof en> = {
  recipes: {
    continue: {
      title: '续写文本',
      text: '模型学习写出与表格中类似的完整文本，并能从任意开头续写。',
      example: '适合你风格的产品文案、名称、评论。',
    },
    complete: {
      title: '提示词 → 补全',
      text: '模型得到一行中的若干列，学习写出另一列。',
      example: '适合根据要点写描述、写标语、翻译。',
    },
    chat: {
      title: '对话',
      text: '模型学习像你的对话那样回答。只有回答部分参与学习。',
      example: '适合客服、助手、特定语气。最好从已经会对话的模型开始。',
    },
  },
  named: { translation: '翻译' },
  facts: {
    recipe: '学习方式',
    inputs: '输入',
    output: '输出',
    keepFields: '只用包含以下列的文本训练',
    mustContain: '文本必须包含',
    template: '模板',
    messages: '对话列',
    tools: '工具列',
  },
};
export default texts;
