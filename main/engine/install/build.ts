import type { EngineInstallState } from '../../../shared/domain/engines/engine.ts';
import type { InstallTools, packageFolders } from './tools.ts';

export type Installing = Extract<EngineInstallState, { state: 'installing' }>;

/** What building an engine gets. */
export interface BuildContext {
  /** Scratch space; removed afterwards. */
  workFolder: string;
  /** The engine's future contents. */
  folder: string;
  packages: ReturnType<typeof packageFolders>;
  tools: InstallTools;
  platform: NodeJS.Platform;
  signal: AbortSignal;
  onProgress: (step: Installing['step'], doneBytes: number, totalBytes: number | null) => void;
}

/** Paths relative to the engine's folder. */
export interface BuiltEngine {
  binding: string;
  files: string[];
}
