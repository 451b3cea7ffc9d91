import type { Translation } from '../../i18n/translation.ts';
import type en from './en.ts';

const texts: Translation<typeof en> = {
  recipes: {
    match: {
      title: '文本 → 相配的文本',
      text: '模型学习哪些文本彼此相配，并按含义找到它们。',
      example: '适合搜索、问题与答案、名称与描述。',
    },
  },
  facts: { recipe: '学习方式', inputs: '第一段文本', output: '第二段文本', template: '文本' },
};
export default texts;
