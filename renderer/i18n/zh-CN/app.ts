import type en from '../en/app.ts';
import type { Translation } from '../translation.ts';

const app: Translation<typeof en> = {
  nav: {
    label: '主导航',
    datasets: '数据集',
    train: '训练',
    models: '模型',
    playground: '体验区',
    settings: '设置',
    open: '打开导航',
    close: '关闭导航',
  },
  skipToContent: '跳到正文',
  theme: { toLight: '切换到浅色主题', toDark: '切换到深色主题' },
  language: '语言',
  engineBadge: {
    label: '引擎：{{engine}}，设备：{{device}}。打开引擎设置。',
    loading: '正在查找引擎…',
    offered: '可以安装更快的引擎',
    installing: '正在安装更快的引擎',
    failed: '更快的引擎未能安装',
  },
  connection: {
    lost: '与 Kindling 的连接已断开，正在重试…',
    lostHint: '训练仍在继续，已保存的内容不会丢失。',
    retryNow: '立即重试',
  },
  notFound: {
    title: '找不到页面',
    text: '{{path}} 处没有页面。',
    home: '前往数据集',
  },
  crash: {
    title: '无法显示此页面',
    text: '已保存的内容不受影响。请重试，或前往其他页面。',
  },
  shortcuts: {
    title: '键盘快捷键',
    open: '显示键盘快捷键',
    goDatasets: '前往数据集',
    goTrain: '前往训练',
    goModels: '前往模型',
    goPlayground: '前往体验区',
    goSettings: '前往设置',
    search: '搜索数据集的行',
    help: '显示此列表',
    followedBy: '然后',
  },
};
export default app;
