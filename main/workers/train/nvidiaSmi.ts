import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface GpuUsage {
  percent: number;
  memoryBytes: number;
}

const QUERY = ['--query-gpu=utilization.gpu,memory.used', '--format=csv,noheader,nounits'];
const LIMIT_MS = 5000;

/** Asks the driver of NVIDIA's processors; `null` where it is not there or does not know. */
export async function queryNvidiaSmi(): Promise<GpuUsage | null> {
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', QUERY, { timeout: LIMIT_MS, windowsHide: true });
    return parseNvidiaSmi(stdout);
  } catch {
    return null;
  }
}

/** Reads lines of per cent and MiB, one for each processor. Training uses one: the busiest is taken for it. */
export function parseNvidiaSmi(output: string): GpuUsage | null {
  const usages = output.split('\n').flatMap((line): GpuUsage[] => {
    // A figure that the processor does not offer is written as `[N/A]`.
    const [, percent, mebibytes] = /^\s*(\d+)\s*,\s*(\d+)\s*$/.exec(line) ?? [];
    return percent === undefined ? [] : [{ percent: Number(percent), memoryBytes: Number(mebibytes) * 2 ** 20 }];
  });
  return usages.reduce<GpuUsage | null>((a, b) => (a === null || b.percent > a.percent ? b : a), null);
}
