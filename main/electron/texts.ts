import type { MenuAction, PageAction } from '../../shared/domain/pageActions.ts';
import type { EndNotice } from '../../shared/domain/runs/runEnd.ts';
import { ERROR_MESSAGES, type ErrorCode } from '../../shared/errors/errors.ts';
import type { UserSettings } from '../../shared/ipc/contract.ts';

export type ShellLanguage = Exclude<UserSettings['language'], 'system'>;

/** Errors that can keep the studio from starting, when there is no window yet that could translate them. */
type StartErrors = Partial<Record<ErrorCode, string>>;

/** Text of the shell itself: menus and native dialogs. The interface has its own in `renderer/i18n`. */
const english = {
  menu: {
    file: 'File',
    edit: 'Edit',
    view: 'View',
    window: 'Window',
    help: 'Help',
    about: 'About Kindling',
    services: 'Services',
    hide: 'Hide Kindling',
    hideOthers: 'Hide Others',
    showAll: 'Show All',
    quit: 'Quit Kindling',
    closeWindow: 'Close Window',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    pasteAsText: 'Paste as Text',
    delete: 'Delete',
    selectAll: 'Select All',
    reload: 'Reload',
    actualSize: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    fullScreen: 'Full Screen',
    developerTools: 'Developer Tools',
    minimize: 'Minimize',
    zoom: 'Zoom',
    bringToFront: 'Bring All to Front',
    go: 'Go',
    pages: {
      goDatasets: 'Data Sets',
      goTrain: 'Training',
      goModels: 'Models',
      goPlayground: 'Playground',
      goServer: 'Server',
      goTrash: 'Trash',
      goSettings: 'Settings',
      newRun: 'New Training Run',
      docs: 'Documentation',
    } satisfies Record<PageAction, string>,
    actions: {
      palette: 'Search and Commands…',
      importFile: 'Import File…',
      importFolder: 'Import Folder of Texts…',
      importSample: 'Import Sample Data',
      theme: 'Switch Between Light and Dark',
      language: 'Switch Language: 中文',
      help: 'Keyboard Shortcuts',
    } satisfies Record<MenuAction, string>,
    openHome: 'Open Data Folder',
    openLogs: 'Open Log Folder',
  },
  pickFile: 'Choose a file with product text',
  pickModel: 'Choose a model',
  pickFolder: 'Choose a folder',
  tables: 'Tables (CSV, TSV)',
  models: 'Models (GGUF)',
  allFiles: 'All files',
  training: {
    message: 'A model is being trained.',
    detail:
      'Training can continue without a window: Kindling then quits when training is done. Open Kindling again to come back to it.',
    background: 'Keep training',
    stop: 'Stop and keep the model',
    stopAlone: 'Stop',
    cancel: 'Cancel',
  },
  ended: {
    done: { title: 'Training has finished', body: '“{{name}}” has finished training.' },
    failed: { title: 'The training failed', body: '“{{name}}” ended with an error.' },
    interrupted: { title: 'The training was interrupted', body: '“{{name}}” can be resumed from where it was.' },
    paused: { title: 'The training is paused', body: '“{{name}}” can be resumed once there is room on the disk.' },
  } satisfies Record<EndNotice, { title: string; body: string }>,
  startFailed: 'Kindling cannot start',
  startErrors: ERROR_MESSAGES as StartErrors,
  crashed: 'The window stopped working several times',
  crashedDetail: 'Training, if any, continues. The log in {{folder}} has details.',
};

export type ShellTexts = typeof english;

const chinese: ShellTexts = {
  menu: {
    file: '文件',
    edit: '编辑',
    view: '视图',
    window: '窗口',
    help: '帮助',
    about: '关于 Kindling',
    services: '服务',
    hide: '隐藏 Kindling',
    hideOthers: '隐藏其他',
    showAll: '全部显示',
    quit: '退出 Kindling',
    closeWindow: '关闭窗口',
    undo: '撤销',
    redo: '重做',
    cut: '剪切',
    copy: '复制',
    paste: '粘贴',
    pasteAsText: '粘贴为纯文本',
    delete: '删除',
    selectAll: '全选',
    reload: '重新加载',
    actualSize: '实际大小',
    zoomIn: '放大',
    zoomOut: '缩小',
    fullScreen: '全屏',
    developerTools: '开发者工具',
    minimize: '最小化',
    zoom: '缩放',
    bringToFront: '全部置于顶层',
    go: '前往',
    pages: {
      goDatasets: '数据集',
      goTrain: '训练',
      goModels: '模型',
      goPlayground: '体验区',
      goServer: '服务器',
      goTrash: '回收站',
      goSettings: '设置',
      newRun: '新建训练',
      docs: '文档',
    },
    actions: {
      palette: '搜索和命令…',
      importFile: '导入文件…',
      importFolder: '导入文本文件夹…',
      importSample: '导入示例数据',
      theme: '切换浅色和深色主题',
      language: '切换语言：English',
      help: '键盘快捷键',
    },
    openHome: '打开数据文件夹',
    openLogs: '打开日志文件夹',
  },
  pickFile: '选择包含产品文本的文件',
  pickModel: '选择模型',
  pickFolder: '选择文件夹',
  tables: '表格（CSV、TSV）',
  models: '模型（GGUF）',
  allFiles: '所有文件',
  training: {
    message: '正在训练模型。',
    detail: '没有窗口时训练也可以继续：训练结束后 Kindling 会自动退出。再次打开 Kindling 即可返回。',
    background: '继续训练',
    stop: '停止并保留模型',
    stopAlone: '停止',
    cancel: '取消',
  },
  ended: {
    done: { title: '训练已结束', body: '“{{name}}”已完成训练。' },
    failed: { title: '训练失败', body: '“{{name}}”因错误而结束。' },
    interrupted: { title: '训练已中断', body: '“{{name}}”可以从中断处恢复。' },
    paused: { title: '训练已暂停', body: '磁盘有空间后，“{{name}}”可以恢复。' },
  },
  startFailed: 'Kindling 无法启动',
  startErrors: {
    home_in_use: '文件夹 {{home}} 正被另一个 Kindling（进程 {{pid}}）使用。请关闭它，或选择其他文件夹。',
    database_corrupt: '数据库 {{file}} 已损坏，已另存为 {{quarantine}}。',
    database_newer: '数据库 {{file}} 由更新版本的 Kindling（版本 {{version}}）写入。请更新 Kindling 后再打开。',
    disk_full: '{{path}} 所在的磁盘已满。请释放一些空间后重试。',
    write_failed: '无法写入 {{path}}：{{problem}}',
    engine_unavailable: '引擎 {{engine}} 不可用：{{reason}}',
    internal: 'Kindling 内部出错：{{message}}',
  },
  crashed: '窗口多次停止工作',
  crashedDetail: '如有训练，训练会继续。{{folder}} 中的日志有更多信息。',
};

const TEXTS: Record<ShellLanguage, ShellTexts> = { en: english, 'zh-CN': chinese };

export const textsOf = (language: ShellLanguage): ShellTexts => TEXTS[language];

/** The language to show: the chosen one, or Chinese where the first system language that we have is Chinese. */
export function shellLanguage(chosen: UserSettings['language'], systemLanguages: readonly string[]): ShellLanguage {
  if (chosen !== 'system') return chosen;
  const known = systemLanguages.find((tag) => /^(en|zh)\b/i.test(tag));
  return known?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}
