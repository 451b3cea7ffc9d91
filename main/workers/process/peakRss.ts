import { readFileSync } from 'node:fs';

/**
 * The most memory that this process has had resident, in bytes. `process.resourceUsage().maxRSS` says on Linux that of the process that
 * started it where that was more: the kernel keeps it over `exec` (getrusage(2)). `VmHWM` is of the program's own memory (proc_pid_status(5)).
 */
export function peakRssBytes(): number {
  const kilobytes = process.platform === 'linux' ? ownPeakKilobytes() : null;
  return (kilobytes ?? process.resourceUsage().maxRSS) * 1024;
}

/** `null` where the system does not tell, as in some containers. */
function ownPeakKilobytes(): number | null {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN) || null;
  } catch {
    return null;
  }
}
