import type en from '../en/advice.ts';
import type { Translation } from '../translation.ts';

const advice: Translation<typeof en> = {
  title: '建议',
  recommended: '建议：{{settings}}',
  useAll: '采用建议的设置',
  followed: '你的设置与建议一致。',
  judgements: '按你的设置可以期待什么',
  badge: '建议',
  preselected: '已预先选择{{size}}，因为它适合这个数据集；训练时间和上下文也按建议选好。',
  level: { good: '良好', fair: '一般', poor: '不足' },
  context: '上下文 {{tokens}}',
  batch: '批大小 {{sequences}}',
  cut: '从左侧截断过长的提示词',
  steps_other: '{{formatted}} 步',
  about_other: '约 {{formatted}} 步',
  share: '数据的 {{share}}',
  epochs: '{{times}} 遍',
  useThis: '改用 {{settings}}',
  why: {
    data: '要学习的内容约有 {{tokens}} 个词元：太少，更大的规模并不值得。',
    time: '要学习的内容约有 {{tokens}} 个词元：足够训练更大的规模，但在本机上需要一小时以上。',
    largest: '要学习的内容约有 {{tokens}} 个词元：足够训练最大的规模。',
  },
  speed: {
    measured: '约 {{steps}} 步，每步 {{step}}（本机实测）：{{data}}。',
    earlier: '约 {{steps}} 步，每步 {{step}}（按上次同规模训练的速度）：{{data}}。',
    estimated: '约 {{steps}} 步，每步 {{step}}（估计值）：{{data}}。',
  },
  judged: {
    steps: {
      good_other: '约 {{formatted}} 步：足以学会使用给定的内容。在示例数据上需要 300 到 900 步。',
      fair_other: '约 {{formatted}} 步：在示例数据上，300 到 900 步之间只有一部分文本用上了给定的内容。',
      poor_other: '约 {{formatted}} 步太少：在示例数据上，300 步之前几乎没有文本用上给定的内容。',
    },
    stepsOfAnswers: {
      good_other: '约 {{formatted}} 步。',
      fair_other: '约 {{formatted}} 步：增加步数可能学得更好。',
      poor_other: '约 {{formatted}} 步偏少：到那时模型可能才刚开始学习。',
    },
    epochs: {
      good: '每一行大约学习 {{times}} 遍。',
      few: '每一行大约学习 {{times}} 遍；三遍以上效果更好。',
      part: '模型只能看到数据的 {{share}}。',
      repeated: '每一行大约学习 {{times}} 遍：数据少，需要这么多遍才有用，但模型也会死记这些行。增加数据最有帮助。',
      memorized: '每一行大约学习 {{times}} 遍：模型会死记这么少的行，几乎学不到别的。增加数据最有帮助。',
      often: '每一行大约学习 {{times}} 遍：重复这么多次很费时间，却学不到更多。',
    },
    size: {
      fits: '文本量足够这个规模：约 {{tokens}} 个词元，{{parameters}} 个参数。',
      little:
        '对这个规模文本偏少：约 {{tokens}} 个词元，{{wanted}} 个才够。在示例数据上，更大的规模写得并不更好，却更耗时。',
      least:
        '即使对最小的规模，文本也偏少：约 {{tokens}} 个词元，{{wanted}} 个才够。模型会大量重复你的数据行；增加数据最有帮助。',
      littleForAnswers: '对这个规模文本偏少：约 {{tokens}} 个词元，{{wanted}} 个才够。更小的规模更快。',
      leastForAnswers:
        '即使对最小的规模，文本也偏少：约 {{tokens}} 个词元，{{wanted}} 个才够。模型可能会死记这些行；增加数据最有帮助。',
      larger: '你的文本量足够更大的规模，它能学到更多。',
      slow: '这么大的规模在本机上耗时太长，看不到足够多的数据。',
    },
    context: {
      counting: '正在统计你的数据行的词元数。',
      all: '所有行都能放入上下文。',
      some: '{{all}} 行中有 {{rows}} 行长于上下文：模型无法完整看到它们。',
    },
    prompts_other: '{{all}} 行中有 {{rows}} 行的提示词没有为回答留出位置。',
  },
  seeWhy: '查看原因',
  fault: {
    recipe: '学习内容不完整：带我去看',
    start: '请选择基础模型：带我去看',
    size: '请选择规模：带我去看',
    budget: '还没有填写训练时长：带我去看',
    advanced: '有高级设置无效：带我去看',
    split: '验证集划分需要另作选择：带我去看',
    advice: '查看原因',
    preflight: '资源不足：带我去看',
  },
  startOver: '重新填写',
  startedOver: '表单已重新开始。',
  restore: '恢复我的填写',
};
export default advice;
