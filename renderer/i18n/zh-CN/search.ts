import type en from '../en/search.ts';
import type { Translation } from '../translation.ts';

const search: Translation<typeof en> = {
  tab: '查找相似',
  title: '查找相似的数据行',
  query: '要查找什么？',
  queryHint: '一句话、一个问题或整段文本。最相似的数据行排在最前面。',
  column: '在哪一列',
  by: '依据',
  byMeaning: '含义（{{name}}）',
  byWords: '共同的词',
  search: '搜索',
  noEncoder: '目前按共同的词查找。添加编码器后，可以按含义查找。',
  addEncoder: '添加编码器',
  searching: '正在搜索',
  embedding: '编码器正在读取数据行，每个版本的每一列只需一次',
  failed: '搜索失败',
  none: '没有相似的数据行。',
  foundByMeaning_other: '用 {{name}} 比较了“{{column}}”的 {{formatted}} 行，耗时 {{ms}} 毫秒。',
  foundByWords_other: '按词（TF-IDF）比较了“{{column}}”的 {{formatted}} 行，耗时 {{ms}} 毫秒。',
  matches: '找到的数据行',
  score: '相似度',
  actions: '操作',
  like: '更多类似的',
  likeNamed: '更多与第 {{row}} 行类似的',
  show: '查看该行',
  showNamed: '查看第 {{row}} 行',
};
export default search;
