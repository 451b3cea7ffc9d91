import type { Translation } from '../../i18n/translation.ts';

/** What the task's own components say; loaded with them. */
const en = {
  fields: {
    user: 'User column',
    userHint: 'Whose events belong together.',
    item: 'Item column',
    itemHint: 'What is recommended, by its name.',
    time: 'Time column',
    timeHint: 'Otherwise the order of the rows counts.',
    placeholder: 'Choose a column',
    none: 'The order of the rows',
  },
  playground: {
    title: 'History',
    history: 'What the user has had',
    historyHint: 'One item per line, the oldest first, each as it stands in the data.',
    recommend: 'Recommend',
    recommendHint: 'Ctrl+Enter recommends, too.',
    randomRow: 'Held-out user',
    result: 'Recommended',
    idle: 'Ten items appear here, the most likely first.',
    loading: 'Reading the history …',
    failed: 'Nothing could be recommended',
    because: 'near {{items}}',
    own: 'The user came to: {{item}}',
    among: 'place {{place}} of these',
    notAmong: 'not among these',
    unknown: 'Not known to the model, and left out: {{items}}',
  },
} as const;

const zh: Translation<typeof en> = {
  fields: {
    user: '用户列',
    userHint: '哪些事件属于同一个用户。',
    item: '物品列',
    itemHint: '要推荐的内容，以名称表示。',
    time: '时间列',
    timeHint: '否则以行的顺序为准。',
    placeholder: '选择一列',
    none: '行的顺序',
  },
  playground: {
    title: '历史',
    history: '用户已有的物品',
    historyHint: '每行一个物品，最早的在前，名称与数据中一致。',
    recommend: '推荐',
    recommendHint: '按 Ctrl+Enter 也可以推荐。',
    randomRow: '参与评测的用户',
    result: '推荐结果',
    idle: '十个物品会显示在这里，最可能的在前。',
    loading: '正在阅读历史…',
    failed: '无法推荐',
    because: '接近{{items}}',
    own: '用户实际的下一个物品：{{item}}',
    among: '在其中排第 {{place}}',
    notAmong: '不在其中',
    unknown: '模型不认识，因此不计入：{{items}}',
  },
};

export const OWN_TEXTS = { en, 'zh-CN': zh };
