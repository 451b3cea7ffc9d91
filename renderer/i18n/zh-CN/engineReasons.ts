import type { EngineReasonCode } from '../../../shared/domain/engines/engineReason.ts';

/** Has the keys and placeholders of `ENGINE_REASON_TEXTS`; a test compares them. */
export const ENGINE_REASONS_ZH: Record<EngineReasonCode, string> = {
  forced: 'KINDLING_ENGINE 指定了 {{engine}}',
  unknown_engine: 'KINDLING_ENGINE 可以是 {{known}}，不能是 {{asked}}',
  unknown_provider: 'KINDLING_EXECUTION_PROVIDER 可以是 {{known}}，不能是 {{asked}}',
  none_installed: '尚未安装原生引擎',
  does_not_work: '{{engine}} 在本机上无法工作：{{failure}}',
  damaged: '{{engine}} 已损坏，需要重新安装',
  no_engine_for_machine: '没有适用于本机的原生引擎',
  way_failed: '{{source}}失败：{{failure}}',
  other: '（原文）{{text}}',
  instruction_missing: '处理器缺少该引擎所需的指令（SIGILL）',
  crashed: '进程以 {{how}} 结束',
  crashed_saying: '进程以 {{how}} 结束：{{said}}',
  no_answer: '{{seconds}} 秒内没有响应',
  bad_answer: '返回了无法识别的响应 {{answer}}',
  wrong_result: '计算结果错误：得到 {{got}}，应为 {{expected}}',
  no_cuda_device: 'TensorFlow 找不到 CUDA 设备',
  no_gpu: 'WebGPU 找不到图形处理器',
  software_gpu: '{{adapter}} 不是真正的图形处理器，而是缓慢的软件模拟',
  disk_too_small: '{{folder}} 剩余 {{freeMegabytes}} MB，而安装需要 {{neededMegabytes}} MB',
  compiler_missing: '没有 C++ 编译器（{{tried}}）',
  downloader_missing: '没有可用于下载的 pip 或 uv（{{tried}}）',
  error: '错误信息为 {{message}}',
};
