import type { Translation } from '../../i18n/translation.ts';
import type en from './en.ts';

const texts: Translation<typeof en> = {
  recipes: {
    recommend: {
      title: '历史 → 下一个物品',
      text: '模型从谁拥有过什么中学习，推荐接下来的物品。',
      example: '适合商品、电影、文章。',
    },
  },
  facts: { recipe: '学习方式', user: '用户', item: '物品', time: '时间', rating: '评分' },
};
export default texts;
