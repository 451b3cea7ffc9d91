import type en from '../en/insights.ts';
import type { Translation } from '../translation.ts';

const insights: Translation<typeof en> = {
  title: '曲线说明了什么',
  early_stopped: {
    title: '提前停止',
    text: '连续 {{patience}} 次评估的验证损失都没有降低，训练在第 {{step}} 步自动停止。最佳的是第 {{bestStep}} 步。',
    byTask:
      '连续 {{patience}} 次评估的{{metric}}都没有改善，训练在第 {{step}} 步自动停止。最佳的是第 {{bestStep}} 步。',
    advice: '继续训练也不会更好。增加数据行、提高 weight_decay 或选择更小的规模更有效。',
    onBase: '继续训练也不会更好。增加数据行、提高 weight_decay 或降低 LoRA 的秩更有效。',
  },
  rising: {
    title: '损失在上升',
    text: '从第 {{sinceStep}} 步起，训练损失从 {{from}} 升到了 {{to}}。',
    advice: '降低学习率，例如降到 {{learningRate}}。',
  },
  spikes: {
    title: '损失有跳动',
    text: '后半程出现 {{count}} 次远超噪声的尖峰，最近一次在第 {{lastStep}} 步。',
    advice: '降低学习率，例如降到 {{learningRate}}，或增大批大小。',
  },
  overfitting: {
    title: '过拟合',
    text: '验证损失在最近 {{evaluations}} 次评估中从 {{bestLoss}} 升到 {{lastLoss}}，而训练损失仍在下降：模型在死记数据行。验证损失在第 {{bestStep}} 步最低。',
    advice: {
      stop: '现在就可以停止，不会再变好。增加数据行、提高 weight_decay 或选择更小的规模会有帮助。',
      best_kept: '已保留第 {{keptStep}} 步的模型。增加数据行、提高 weight_decay 或选择更小的规模更有效。',
      last_kept: '保留的是最后一步的模型。请打开 load_best_model_at_end，或只训练约 {{keptStep}} 步。',
    },
    onBase: {
      stop: '现在就可以停止，不会再变好。增加数据行、提高 weight_decay 或降低 LoRA 的秩会有帮助。',
      best_kept: '已保留第 {{keptStep}} 步的模型。增加数据行、提高 weight_decay 或降低 LoRA 的秩更有效。',
    },
  },
  validation_flat: {
    title: '验证损失停滞',
    text: '从第 {{sinceStep}} 步起，验证损失停在 {{loss}}，而训练损失仍在下降。',
    advice: '更多步数只对已见过的数据行有用。更多、更多样的数据行更有效。',
  },
  hardly_learns: {
    title: '损失没有变化',
    text: '损失几乎没有下降：开始时为 {{first}}，现在为 {{last}}。',
    advice: '提高学习率，例如提高到 {{learningRate}}，或延长训练。',
  },
  flat: {
    title: '损失没有变化',
    text: '从第 {{fromStep}} 步起，损失一直停在平均值 {{last}} 附近。',
    advice: {
      longer: '提高学习率或延长训练；如果都没有帮助，请选择更大的规模或增加数据行。',
      rows: '模型已反复学习这些数据行，有用的是增加数据行，而不是增加步数。',
    },
    onBase: '提高学习率或延长训练；如果都没有帮助，请提高 lora_rank、换用更大的模型或增加数据行。',
  },
  clipped: {
    title: '梯度总是被裁剪',
    text: '最近 {{share}} 的步数超过了 max_grad_norm，而损失没有下降。',
    advice: '降低学习率，例如降到 {{learningRate}}。',
  },
  still_falling: {
    title: '还能学得更好',
    text: '结束时两种损失都还在下降；训练损失的平均值从第 {{fromStep}} 步之后的 {{from}} 降到最后 {{lastSteps}} 步的 {{to}}。',
    advice: '延长训练：延长这次训练，或用更大的预算重新开始。',
  },
  too_little_data: {
    title: '数据偏少',
    text: '模型已把数据行学习了 {{epochs}} 遍。大约 16 遍之后，重复学习收效甚微，模型会开始死记。',
    advice: '增加数据行比增加步数更有用。',
  },
  noisy: {
    title: '看不出趋势',
    text: '损失在步与步之间的波动大于它的变化。',
    advice: '延长训练，或增大批大小或 gradient_accumulation_steps，让曲线更平稳。',
  },
  task_done: { advice: '无论曲线如何，这才是最重要的。' },
  task_missed: {
    advice: {
      partly: '损失看不出这一点。请参考上方的改进建议。',
      poor: '无论损失如何，模型还不能使用。请参考上方的改进建议。',
    },
  },
  copied: {
    title: '照抄较多',
    text: '写出的内容中有 {{share}} 是从训练行照抄的片段。',
    advice: '请确认这是否符合需要：固定用语照抄是正常的，整段文本则不应如此。',
  },
  healthy: {
    title: '损失下降良好',
    text: {
      queued: '到目前为止，损失在稳步下降。',
      going: '损失在稳步下降。',
      paused: '暂停之前，损失在稳步下降。',
      ended: '损失稳步下降，直到结束。',
    },
    advice: {
      queued: '轮到它时会自动恢复。',
      going: '只需等待，无需操作。',
      paused: '恢复后可继续训练。',
      ended: '文本是否有用，要看各项指标，也要由你判断：试用一下模型。',
    },
  },
  too_early: {
    title: '现在下结论还太早',
    text: {
      queued_other: '到目前为止训练了 {{steps}} 步。',
      going_other: '只训练了 {{steps}} 步，噪声掩盖了曲线的走向。',
      paused_other: '训练在 {{steps}} 步后暂停，噪声掩盖了曲线的走向。',
      ended_other: '只有 {{steps}} 步，噪声掩盖了曲线的走向。',
    },
    advice: {
      queued: '轮到它时会自动开始。',
      going: '请稍后再来看。',
      paused: '恢复训练才能看出趋势。',
      ended: '延长训练才能看出趋势。',
    },
  },
};
export default insights;
