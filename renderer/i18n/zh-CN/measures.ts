import type en from '../en/measures.ts';
import type { Translation } from '../translation.ts';

const measures: Translation<typeof en> = {
  title: '任务完成得如何',
  measuredOn_other: '在 {{formatted}} 段文本上测得，对应 {{rows}} 行不参与训练的数据。',
  hint: {
    field_fidelity: '包含该行“{{fields}}”（按整词）的文本所占比例。数据行自身的文本：{{baseline}}。',
    copied_spans: '与训练行逐字相同、长度至少 {{length}} 个字符的片段所占的字符比例。',
    bitsPerByte: '写出不参与训练的文本所需的代价；越低越好，不同规模之间可以比较。只数相邻词元：{{baseline}}。',
  },
  interval: '95%：{{low}} 到 {{high}}',
  bounds: '{{low}} 到 {{high}}',
  table: { measure: '指标', value: '数值', interval: '95% 区间', meaning: '含义' },
  notMeasured: {
    label: '未测量',
    no_input: '模板一开始就是文本本身，没有可用来对照的输入。',
    no_field: '没有类似名称的输入列（几乎各不相同、简短，且出现在大多数文本中）。请在下方选择一列。',
    no_rows: '已没有不参与训练的数据行可供测量。',
    no_training_rows: '训练所用的数据行已不存在。',
    too_many_training_rows: '查看全部训练行需要太长时间。',
    no_time: '生成文本会占用过多的训练时间。',
  },
  never: '这个模型还没有测量过。',
  again: '重新测量',
  first: '测量',
  againHint: '使用新的种子生成 {{texts}} 段新文本。',
  fields: '文本必须包含的输入列',
  fieldsHint: '留空则使用类似名称的那一列。',
  working: '正在生成并测量文本',
  workingDetail: '{{done}} / {{total}} 段文本',
  cancel: '取消测量',
  cancelled: '测量已取消，之前的数值保持不变。',
  failed: '无法测量这个模型',
  texts: {
    title: '参与测量的文本',
    show_other: '显示 {{formatted}} 段文本',
    hide: '隐藏文本',
    inputs: '输入',
    output: '模型写出的文本',
    reference: '数据集中的文本',
    seed: '种子 {{seed}}',
    kept: '已保留',
    lost: '未保留',
  },
  verdict: {
    good: '模型已就绪',
    partly: '有时可用',
    partlyLearned: '学到了一部分',
    poor: '还不能使用',
    learned: '已学会这类文本的写法',
    unknown: '已训练，但未测量',
  },
  reason: {
    field_fidelity_other: '{{formatted}} 段文本中有 {{kept}} 段保留了该行的“{{fields}}”。',
    exact_match_other: '{{formatted}} 段文本中有 {{kept}} 段与该行自身的文本相同。',
    bitsPerByte:
      '不参与训练的文本每字节需要 {{bits}} 比特；只数相邻词元则需要 {{bigram}} 比特。文本是否符合输入并未测量，请亲自试用。',
    labels_other: '{{formatted}} 个答案中有 {{kept}} 个正确。始终回答最常见的那一个，正确率为 {{commonest}}。',
    nothing: '没有指标能说明文本的好坏。请亲自试用并判断。',
  },
  newWords: {
    none: '这些行的“{{fields}}”里，每个词都在训练数据中出现过：对于含有新词的名称（例如自创品牌），能否保留并未测量。',
    some: '其中 {{texts}} 段对应的“{{fields}}”含有训练数据里没有的词（{{words}}）：保留了 {{kept}} 段。',
  },
  copied: '写出的内容中有 {{share}} 是从训练行照抄的片段。',
  next: {
    title: '可以这样改进',
    longer: '延长训练',
    larger: '选择更大的规模',
    rows: '增加数据行',
  },
};
export default measures;
