import type en from '../en/settings.ts';
import type { Translation } from '../translation.ts';

const settings: Translation<typeof en> = {
  title: '设置',
  appearance: '外观',
  language: {
    label: '语言',
    system: '跟随系统',
    en: 'English',
    'zh-CN': '简体中文',
  },
  theme: { label: '主题', system: '跟随系统', light: '浅色', dark: '深色' },
  engine: {
    title: '计算引擎',
    intro: '训练和运行模型的引擎。每次运行和每个模型都会记下所用的引擎。',
    name: '引擎',
    version: '版本',
    device: '设备',
    deviceName: '设备名称',
    source: '来源',
    measured: '本机实测',
    measuredStep: '{{engine}}（{{device}}）：训练 Nano 一步用时 {{milliseconds}} 毫秒',
    reason: '为何没有使用更快的引擎',
    best: '这是本机上最快的引擎。',
    offer: {
      title: '有更快的引擎可用',
      text: '原生 TensorFlow 的训练速度是 WebAssembly 的许多倍。安装完成之前由当前引擎工作，无需等待。',
      download: '下载大小',
      disk: '占用磁盘',
      method: '方式',
      wheel: '通过 pip 或 uv 获取 TensorFlow wheel，并调用一次编译器',
      package: 'npm 包自带的安装程序',
      consent: '下载并安装',
      consentNote: '在你点击之前不会下载任何内容。引擎只保存一份，供你的所有工作室共用，使用前会先检查。',
    },
    installingUnnamed: '正在安装原生引擎',
    step: {
      resolve: '正在查找合适的软件包',
      download: '正在下载',
      unpack: '正在解压',
      compile: '正在编译绑定',
      probe: '正在检查能否工作',
    },
    cancelInstall: '取消安装',
    failed: '引擎未能安装',
    nothingBroken: '当前引擎会继续工作。未下载完的内容不会被使用。',
    retry: '重新安装',
  },
  about: {
    title: '关于',
    version: '版本',
    home: '数据文件夹',
    platform: '平台',
    memory: '内存',
    cores: '处理器核心',
    shell: '运行方式',
    shells: { electron: '桌面应用', headless: '本地服务器（浏览器访问）', cli: '命令行' },
    privacy: '隐私',
    privacyText:
      '你的数据、模型和设置都保存在这台机器的数据文件夹中。没有账户，没有遥测。只有在你同意下载引擎之后才会使用网络。',
  },
};
export default settings;
