import type en from '../en/values.ts';
import type { Translation } from '../translation.ts';
import runs from './runs.ts';

const values: Translation<typeof en> = {
  rejectionReason: {
    too_few_fields: '字段太少',
    too_many_fields: '字段太多',
    nul_byte: '含有 NUL 字节',
    field_too_long: '字段过长',
    unclosed_quote: '引号未闭合',
    text_after_quote: '引号闭合后还有文本',
    bad_encoding: '含有不符合编码的字节',
    bad_json: '不是有效的 JSON',
    not_a_record: '不是对象、列表或文本',
    too_deep: '列表和对象嵌套过深',
    bad_conversation: '对话末尾没有回答',
    empty_file: '空文件',
  },
  kind: {
    dataset: '数据集',
    run: '训练',
    model: '模型',
    base: '基础模型',
    download: '下载',
    file: '文件',
    history: '历史记录',
    trash: '删除项',
  },
  state: runs.state,
  worker: { data: '导入', prepare: '准备', train: '训练', infer: '生成', convert: '导出' },
  fileType: { folder: '文件夹', pipe: '管道', socket: '套接字', device: '设备' },
  resource: { memory: '内存', disk: '磁盘空间' },
  split: { train: '训练集', validation: '验证集', test: '测试集' },
  conversationFlaw: {
    empty: '单元格为空',
    not_json: '单元格不是有效的 JSON',
    not_messages: '单元格不是由 role 和 content 组成的消息列表',
    role_unknown: '出现系统（system）、用户（user）、助手（assistant）、工具（tool）以外的角色',
    content_missing: '有消息没有文本',
    calls_invalid: 'tool_calls 不是带名称的函数列表，或不在助手（assistant）的消息中',
    tools_invalid: 'tools 不是函数列表',
    no_answer: '助手既没有回答，也没有调用工具',
    tools_unsupported: '聊天模板不支持工具，相关内容会丢失；请选择聊天模板支持工具的起始模型，或去掉这些行中的工具',
    refused: '聊天模板拒绝这段对话',
    unstable: '后面还有消息时，聊天模板会改写前面的消息',
    special_token: '消息中含有特殊词元的文本',
    too_long: '最后一个问题及其回答放不进上下文',
  },
  splitProblem: {
    too_few_rows: '行数太少',
    too_few_groups: '该列的不同取值太少',
    too_few_in_category: '该列中有多于一行的取值太少',
    no_such_value: '没有任何行的取值与之相符',
  },
};
export default values;
