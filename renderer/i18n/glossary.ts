/** One thing that the interface speaks of, and the only words for it. */
export interface Term {
  /** The English term, as people search for it. Matches whole words, with any ending of `endings`. */
  en: string;
  /** Endings that the English term may take, such as a plural. */
  endings?: readonly string[];
  /** The Chinese term: where English has the term, the same text in Chinese has this. A list holds equals. */
  zh: string | readonly string[];
  /** English phrases that stand for the term nowhere. */
  neverEn?: readonly string[];
  /** Chinese phrases that stand for the term nowhere. */
  neverZh?: readonly string[];
}

/**
 * The words of the interface, which a test holds every text to: both languages of the window, errors, menus and dialogs of the desktop shell,
 * the command line. Whoever needs a new thing to be named adds a line.
 */
export const GLOSSARY: readonly Term[] = [
  { en: 'resume', endings: ['s', 'd'], zh: '恢复', neverEn: ['go on', 'goes on', 'going on', 'went on'] },
  { en: 'paused', zh: '暂停', neverEn: ['set aside', 'put aside'] },
  { en: 'queued', zh: '排队', neverEn: ['waiting for its turn'] },
  { en: 'validation split', zh: '验证集', neverEn: ['kept back', 'keep back', 'rows kept'] },
  { en: 'validation', zh: '验证' },
  { en: 'test split', zh: '测试集', neverEn: ['for the test'] },
  { en: 'held out', zh: ['留作', '不参与训练'], neverEn: ['kept from training'] },
  {
    en: 'fix',
    endings: ['es'],
    zh: ['修复', '更正', '修正'],
    neverEn: ['put right', 'puts right', 'put it right'],
  },
  { en: 'imported', zh: '导入', neverEn: ['taken over', 'take over'] },
  { en: 'uploading', zh: '上传', neverEn: ['handing over', 'handed over'], neverZh: ['移交'] },
  { en: 'cancel', endings: ['led'], zh: '取消' },
  { en: 'export', endings: ['s', 'ed'], zh: '导出', neverEn: ['take away', 'taken away'], neverZh: ['带走'] },
  { en: 'duplicate rows', zh: '重复' },
  { en: 'memorize', endings: ['s', 'd'], zh: ['死记', '背下来'], neverEn: ['by heart'] },
  { en: 'data set', endings: ['s'], zh: '数据集' },
  { en: 'delimiter', zh: '分隔符', neverEn: ['separator'] },
  { en: 'model', endings: ['s'], zh: '模型' },
  { en: 'checkpoint', endings: ['s'], zh: '检查点' },
  { en: 'prompt', endings: ['s'], zh: '提示词', neverZh: ['提示(?!词)'] },
  { en: 'completion', endings: ['s'], zh: '补全' },
  { en: 'template', endings: ['s'], zh: '模板' },
  { en: 'tokens', zh: '词元', neverZh: ['(?<!访问)令牌', '标记符'] },
  { en: 'access token', zh: '访问令牌' },
  { en: 'hub', zh: '模型库' },
  { en: 'download', endings: ['s', 'ed', 'ing'], zh: '下载' },
  { en: 'tokenizer', zh: '分词器' },
  { en: 'vocabulary', zh: '词表', neverZh: ['词汇表'] },
  { en: 'context', zh: '上下文' },
  { en: 'loss', zh: '损失', neverZh: ['没有任何损失', '损耗'] },
  { en: 'learning rate', zh: '学习率' },
  { en: 'batch size', zh: '批大小', neverZh: ['批次大小', '批量大小'] },
  { en: 'perplexity', zh: '困惑度' },
  { en: 'overfitting', zh: '过拟合' },
  { en: 'epochs', zh: '遍', neverEn: ['times through'] },
  { en: 'playground', zh: '体验区', neverZh: ['试用场', '游乐场', '操场'] },
  { en: 'stop sequence', endings: ['s'], zh: '停止序列', neverEn: ['stop text'], neverZh: ['停止文本'] },
  { en: 'most likely', zh: '最可能', neverEn: ['likeliest'] },
  { en: 'seed', zh: '种子' },
  { en: 'engine', zh: '引擎' },
  { en: 'GPU', zh: ['GPU', '图形处理器'] },
  { en: 'system', zh: '系统', neverEn: ['as in the system', 'of the system'] },
  { en: 'tags', zh: '标签' },
  { en: 'memory', zh: ['内存', '显存'] },
  { en: 'data folder', zh: '数据文件夹', neverEn: ['home folder'] },
  { en: 'studio', zh: ['Kindling', '数据文件夹', 'LM Studio'], neverZh: ['工作室'] },
];
