import type en from '../en/common.ts';
import type { Translation } from '../translation.ts';

const common: Translation<typeof en> = {
  appName: 'Kindling',
  cancel: '取消',
  close: '关闭',
  retry: '重试',
  remove: '删除',
  rename: '重命名',
  save: '保存',
  copy: '复制',
  copied: '已复制',
  open: '打开',
  dismiss: '关闭',
  notifications: '通知',
  loading: '正在加载',
  name: '名称',
  nameRequired: '请填写名称。',
  nameTooLong: '最多 200 个字符。',
  moreActions: '“{{name}}”的更多操作',
  notKnown: '未知',
  errorTitle: '操作未成功',
  errorCode: '错误代码：{{code}}',
  slowEngine: {
    title: '训练会很慢',
    text: '目前只有 WebAssembly 引擎：它的训练速度比原生 TensorFlow 慢很多倍。',
    reason: '原因：{{reason}}',
    install: '安装更快的引擎',
    settings: '引擎设置',
  },
  checklist: {
    title: '入门步骤',
    done: '已完成 {{done}} / {{total}}',
    hide: '隐藏入门步骤',
    stepDone: '已完成',
    step: {
      import: '导入数据',
      train: '训练模型',
      try: '在体验区试用',
      export: '导出模型',
    },
  },
  progressOf: '{{done}} / {{total}}',
  engine: { tensorflow: 'TensorFlow', webgpu: 'WebGPU', wasm: 'WebAssembly' },
  device: { cpu: 'CPU', cuda: 'NVIDIA GPU', gpu: 'GPU' },
};
export default common;
