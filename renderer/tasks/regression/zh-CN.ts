import type { Translation } from '../../i18n/translation.ts';
import type en from './en.ts';

const texts: Translation<typeof en> = {
  recipes: {
    score: {
      title: '文本 → 数字',
      text: '模型阅读一段文本，估计一个数字。',
      example: '适合评分、价格、时长。',
    },
  },
  facts: { recipe: '学习方式', inputs: '输入', output: '数字', template: '文本' },
};
export default texts;
