import { existsSync } from 'node:fs';
import { release } from 'node:os';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import type { EngineOffer } from '../../../shared/domain/engines/engine.ts';

/** What decides which engines can be installed. */
export interface Machine {
  platform: NodeJS.Platform;
  arch: string;
  /** The kernel's release; on macOS it tells the system's version. */
  release: string;
  /** Version of glibc; `null` where there is another C library or another system. */
  glibc: string | null;
  nvidiaDriver: boolean;
}

interface PlanBase {
  /** Also the folder's name below the engines folder. */
  name: string;
  version: string;
  device: 'cpu' | 'cuda';
  /** Shown to the user as the engine's source. */
  source: string;
  downloadBytes: number | null;
  installedBytes: number | null;
  /** Free disk that installing needs, download included. */
  neededBytes: number;
}

/** A TensorFlow wheel, unpacked, and tfjs-node's binding compiled against it. */
export interface WheelPlan extends PlanBase {
  method: 'wheel';
  project: 'tensorflow' | 'tensorflow-cpu';
  /** pip's `--platform` values. */
  platformTags: readonly string[];
  /** Of the wheel file, where it is known. */
  sha256: string | null;
  /** The libraries to link, as paths inside the wheel. */
  libraries: readonly string[];
}

/** What the npm package's own installer fetches: a prebuilt binding and an older libtensorflow. */
export interface PackagePlan extends PlanBase {
  method: 'package';
}

export type EnginePlan = WheelPlan | PackagePlan;

const TENSORFLOW = '2.21.0';
const LINUX_LIBRARIES = ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'];
const MACOS_LIBRARIES = ['tensorflow/libtensorflow_cc.2.dylib', 'tensorflow/libtensorflow_framework.2.dylib'];
/** TensorFlow 2.21's Linux wheels are manylinux_2_27: they need at least this glibc. */
const OLDEST_GLIBC = [2, 27] as const;
const MB = 1_000_000;

/** The ways to a native engine on a machine, in the order in which they are tried. Empty where there is none. */
export function enginePlans(machine: Machine): EnginePlan[] {
  return [...wheelPlans(machine), ...packagePlans(machine)];
}

/**
 * TensorFlow 2.21 has wheels for Linux x64 (with and without CUDA), Linux arm64, macOS arm64 and Windows x64. The Windows wheels hold
 * no library that a compiler could link with, and Intel Macs have had none since 2.17.
 */
function wheelPlans(machine: Machine): WheelPlan[] {
  const { platform, arch } = machine;
  if (platform === 'linux' && arch === 'x64' && hasGlibc(machine)) {
    const cpu = wheel('tensorflow-cpu', manylinuxTags('x86_64'), LINUX_LIBRARIES, {
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      downloadBytes: 273_829_956,
      installedBytes: 853_540_000,
    });
    return machine.nvidiaDriver ? [cudaWheel(), cpu] : [cpu];
  }
  if (platform === 'linux' && arch === 'arm64' && hasGlibc(machine))
    return [wheel('tensorflow', manylinuxTags('aarch64'), LINUX_LIBRARIES)];
  if (platform === 'darwin' && arch === 'arm64') {
    // Darwin 21 is macOS 12, … 24 is 15; from 25 on both count alike but for one: 25 is 26.
    const darwin = Number.parseInt(machine.release, 10);
    const macos = darwin >= 25 ? darwin + 1 : darwin - 9;
    return macos >= 12 ? [wheel('tensorflow', [`macosx_${macos}_0_arm64`], MACOS_LIBRARIES)] : [];
  }
  return [];
}

function wheel(
  project: WheelPlan['project'],
  platformTags: readonly string[],
  libraries: readonly string[],
  known: Partial<Pick<WheelPlan, 'sha256' | 'downloadBytes' | 'installedBytes'>> = {},
): WheelPlan {
  return {
    method: 'wheel',
    name: `tensorflow-cpu-${TENSORFLOW}`,
    version: TENSORFLOW,
    device: 'cpu',
    source: `wheel ${project} ${TENSORFLOW}`,
    project,
    platformTags,
    libraries,
    sha256: null,
    downloadBytes: null,
    installedBytes: null,
    neededBytes: 1300 * MB,
    ...known,
  };
}

/** Sizes are not known beforehand: the index decides which CUDA libraries fit. Never run: no GPU was at hand. */
function cudaWheel(): WheelPlan {
  return {
    ...wheel('tensorflow', manylinuxTags('x86_64'), LINUX_LIBRARIES),
    name: `tensorflow-cuda-${TENSORFLOW}`,
    device: 'cuda',
    source: `wheel tensorflow ${TENSORFLOW} with its CUDA wheels`,
    neededBytes: 14_000 * MB,
  };
}

/** Newest first: an explicit `--platform` is taken literally, so every tag that the machine accepts is named. */
function manylinuxTags(arch: 'x86_64' | 'aarch64'): string[] {
  const numbered = ['2_28', '2_27', '2_24', '2_17'].map((version) => `manylinux_${version}_${arch}`);
  const legacy = arch === 'x86_64' ? ['manylinux2014', 'manylinux2010', 'manylinux1'] : ['manylinux2014'];
  return [...numbered, ...legacy.map((tag) => `${tag}_${arch}`)];
}

function hasGlibc({ glibc }: Machine): boolean {
  if (glibc === null) return false;
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  return major > OLDEST_GLIBC[0] || (major === OLDEST_GLIBC[0] && minor >= OLDEST_GLIBC[1]);
}

/** tfjs-node 4.22's own table (`scripts/install.js`): libtensorflow 2.9.1, and 2.7.0 for arm64. Bindings are prebuilt for x64 only. */
function packagePlans({ platform, arch, glibc }: Machine): PackagePlan[] {
  if (platform === 'linux' && glibc === null) return [];
  if (!['linux', 'darwin', 'win32'].includes(platform)) return [];
  if (arch !== 'x64' && !(arch === 'arm64' && platform !== 'win32')) return [];
  const version = arch === 'arm64' ? '2.7.0' : '2.9.1';
  return [
    {
      method: 'package',
      name: `libtensorflow-cpu-${version}`,
      version,
      device: 'cpu',
      source: `@tensorflow/tfjs-node 4.22.0 with libtensorflow ${version}`,
      downloadBytes: null,
      installedBytes: null,
      neededBytes: 1300 * MB,
    },
  ];
}

export function offerOf(plan: EnginePlan): EngineOffer {
  const { method, downloadBytes, installedBytes } = plan;
  const name = plan.method === 'wheel' ? `${plan.project} ${plan.version}` : `libtensorflow ${plan.version}`;
  return { name: plan.device === 'cuda' ? `${name} (CUDA)` : name, downloadBytes, installedBytes, method };
}

let known: Machine | undefined;

export function thisMachine(): Machine {
  known ??= {
    platform: process.platform,
    arch: process.arch,
    release: release(),
    glibc: process.platform === 'linux' ? glibcVersion() : null,
    nvidiaDriver: hasNvidiaDriver(process.env),
  };
  return known;
}

function glibcVersion(): string | null {
  const Report = z.object({ header: z.object({ glibcVersionRuntime: z.string().optional() }) });
  return Report.safeParse(process.report.getReport()).data?.header.glibcVersionRuntime ?? null;
}

/** Whether NVIDIA's driver is there, the only part of CUDA that no wheel brings. */
function hasNvidiaDriver(environment: NodeJS.ProcessEnv): boolean {
  const programs = (environment.PATH ?? '').split(delimiter).map((folder) => join(folder, 'nvidia-smi'));
  const libraries = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib', '/usr/lib/wsl/lib'].map((folder) =>
    join(folder, 'libcuda.so.1'),
  );
  return ['/proc/driver/nvidia/version', ...libraries, ...programs].some((file) => existsSync(file));
}
