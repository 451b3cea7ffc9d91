import type { Translation } from '../../i18n/translation.ts';
import type en from './en.ts';

const texts: Translation<typeof en> = {
  recipes: {
    classify: {
      title: '文本 → 标签',
      text: '模型阅读一段文本，判断它属于哪个标签。',
      example: '适合情感、类别、意图、垃圾信息的判断。',
    },
  },
  facts: {
    recipe: '学习方式',
    inputs: '输入',
    output: '标签',
    classWeight: '类别权重',
    words: '词语',
    template: '文本',
  },
  choices: {
    balanced: '罕见标签与常见标签同样重要',
    together: '与模型一起判断',
  },
};
export default texts;
