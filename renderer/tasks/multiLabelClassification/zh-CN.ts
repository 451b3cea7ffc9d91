import type { Translation } from '../../i18n/translation.ts';
import type en from './en.ts';

const texts: Translation<typeof en> = {
  recipes: {
    tag: {
      title: '文本 → 多个标签',
      text: '模型阅读一段文本，判断它有哪些标签：数量不限。',
      example: '适合主题、属性、投诉原因的判断。',
    },
  },
  facts: { recipe: '学习方式', inputs: '输入', labels: '标签', separator: '标签分隔符', template: '文本' },
};
export default texts;
