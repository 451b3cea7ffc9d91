import type en from '../en/app.ts';
import type { Translation } from '../translation.ts';

const app: Translation<typeof en> = {
  nav: {
    label: '主导航',
    datasets: '数据集',
    train: '训练',
    models: '模型',
    playground: '体验区',
    trash: '回收站',
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
    lost: '与工作室的连接已断开，正在重试…',
    lostHint:
      '已保存的内容不会丢失。训练是否仍在进行，在此无法得知。如果工作室已经结束，请重新启动它，此页面随后会自动恢复；如果显示了另一个地址，请打开那个地址。',
    retryNow: '立即重试',
    locked: '工作室不再接受此页面',
    lockedHint:
      '它的页面已全部退出，或者在此应答的是另一个工作室。请获取一个新地址并在此浏览器中打开，此页面随后也会恢复。',
    goneTitle: '工作室没有运行',
    gone: '{{address}} 没有应答。已保存的内容不会丢失。',
    goneHow:
      '请在 Kindling 的文件夹中用与之前相同的选项启动它，此页面随后会自动打开；如果显示了另一个地址，请打开那个地址。',
    lockedTitle: '此页面没有工作室的密钥',
    lockedReasons: {
      no_key: '工作室正在运行，但只对启动它的人开放。它显示的每个地址只能打开一次。',
      code_used: '此地址已经用过或已过期：工作室显示的每个地址只能打开一次。',
      other_studio: '在此应答的不是打开此页面的工作室，或者它的页面已全部退出。',
    },
    lockedHow: '在 Kindling 的文件夹中运行以下命令，会显示并打开一个新地址：',
    lockedOtherTab: '如果工作室已在此浏览器的另一个标签页中打开，此页面会自动打开。',
    command: '命令',
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
