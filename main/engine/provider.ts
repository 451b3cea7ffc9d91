import type { EngineInstallState, EngineOffer } from '../../shared/domain/engines/engine.ts';
import { isWorthMeasuring, measure, rememberedOutcomes } from './choose/measurements.ts';
import { probeOnnxruntime, rememberedOnnxruntime } from './choose/onnxruntimeProbe.ts';
import type { RunProbe } from './choose/probe.ts';
import {
  type EngineFacts,
  eligibleEngines,
  forcedEngine,
  forInference,
  nativeSelection,
  selectEngine,
} from './choose/select.ts';
import { type SurveyedEngine, surveyEngines } from './choose/survey.ts';
import { probeWebgpu, rememberedWebgpu } from './choose/webgpuProbe.ts';
import { installError } from './install/failure.ts';
import { installEngine, type Prospects } from './install/install.ts';
import { removeLeftovers } from './install/lock.ts';
import { type EnginePlan, enginePlans, type Machine, offerOf, thisMachine } from './install/plans.ts';
import { defaultTools, type InstallTools, packageFolders } from './install/tools.ts';
import { enginesFolder } from './installed/folders.ts';
import { engineStamp } from './installed/manifest.ts';
import type { EngineSelection } from './installed/selection.ts';

/** What the host needs of `main/engine`; tests pass their own. */
export interface EngineProvider {
  select(): Promise<EngineSelection>;
  /** Whether the files of a selection are as they were when it was made. Costs a look at each. */
  intact?(selection: EngineSelection): Promise<boolean>;
  /**
   * Finds out what `select` leaves open because it takes seconds: whether there are other engines, and which one is the fastest. `null`
   * when there is nothing to find out. What it finds is remembered, so that it costs that only once.
   */
  settle?(options: { signal: AbortSignal }): Promise<EngineSelection | null>;
  /** What models are used with where that selection trains. */
  forInference?(selection: EngineSelection): EngineSelection;
  offer(): EngineOffer | null;
  install(options: { signal: AbortSignal; onProgress: (state: EngineInstallState) => void }): Promise<EngineSelection>;
}

export interface EngineProviderOptions {
  environment?: NodeJS.ProcessEnv;
  /** Runs the probe where the shell's runtime forbids `fork`. */
  runProbe?: RunProbe;
  machine?: Machine;
  tools?: InstallTools;
  freeBytes?: (folder: string) => Promise<number>;
}

/**
 * The engines of this machine: which one to use, which one could be had, and its installation.
 *
 * `select` throws AppError `engine_unavailable` when `KINDLING_ENGINE` asks for one that cannot be had; `install` throws
 * `engine_install_failed` or `cancelled`.
 */
export function engineProvider(options: EngineProviderOptions = {}): EngineProvider {
  const { environment = process.env, machine = thisMachine(), tools = defaultTools() } = options;
  const folder = enginesFolder(environment);
  /** Installed engines that are whole but do not work on this machine: building them again would not help. */
  let useless: SurveyedEngine[] = [];

  const plans = (): EnginePlan[] => {
    if (isAnotherWanted(environment)) return [];
    return enginePlans(machine).filter(({ name }) => !useless.some(({ engine }) => engine.manifest.name === name));
  };

  const survey = async () => {
    const surveyed = await surveyEngines(folder, options.runProbe);
    useless = surveyed.filter(({ state }) => state === 'useless');
    return surveyed;
  };

  const { runProbe } = options;
  const webgpuOptions = {
    enginesFolder: folder,
    environment,
    platform: machine.platform,
    ...(runProbe && { runProbe }),
  };
  const onnxruntimeOptions = { enginesFolder: folder, ...(runProbe && { runProbe }) };
  const facts: EngineFacts = {
    survey,
    webgpu: (when) => (when === 'now' ? probeWebgpu : rememberedWebgpu)(webgpuOptions),
    onnxruntime: (when, provider = 'cpu') =>
      (when === 'now' ? probeOnnxruntime : rememberedOnnxruntime)({ ...onnxruntimeOptions, provider }),
    outcomes: (candidates) => rememberedOutcomes(folder, candidates),
  };

  /** What the chosen engines were like, by their add-on. */
  const stamps = new Map<string, string | null>();
  const remembering = async (selection: EngineSelection): Promise<EngineSelection> => {
    const { binding } = selection;
    if (binding !== null) stamps.set(binding, await engineStamp(folder, binding));
    return selection;
  };

  const prospects = async (): Promise<Prospects> => ({
    installed: (await survey()).find(({ state }) => state === 'works')?.engine ?? null,
    plans: plans(),
    reasons: useless.map(({ reason }) => reason).filter((reason) => reason !== null),
  });

  return {
    async select(): Promise<EngineSelection> {
      // What a dead installation left is rubbish; that it cannot be removed is no reason not to start.
      await removeLeftovers(folder).catch(() => {});
      return remembering(await selectEngine(environment, facts));
    },

    async intact({ binding }): Promise<boolean> {
      if (binding === null || !stamps.has(binding)) return true;
      const stamp = await engineStamp(folder, binding);
      return stamp !== null && stamp === stamps.get(binding);
    },

    async settle({ signal }): Promise<EngineSelection | null> {
      const { KINDLING_ENGINE: asked = '' } = environment;
      if (asked !== 'onnxruntime' && isAnotherWanted(environment)) return null;
      if (asked === '' || asked === 'onnxruntime') {
        await probeWebgpu({ ...webgpuOptions, signal });
        await probeOnnxruntime({ ...onnxruntimeOptions, signal });
      }
      const candidates = await eligibleEngines(environment, facts);
      if (isWorthMeasuring(candidates)) await measure(folder, candidates, { signal, ...(runProbe && { runProbe }) });
      return signal.aborted ? null : remembering(await selectEngine(environment, facts));
    },

    forInference,

    offer(): EngineOffer | null {
      const [first] = plans();
      return first ? offerOf(first) : null;
    },

    async install({ signal, onProgress }): Promise<EngineSelection> {
      if (isAnotherWanted(environment))
        throw installError([{ code: 'forced', engine: forcedEngine(environment) ?? 'onnxruntime' }]);
      const engine = await installEngine({
        enginesFolder: folder,
        survey: prospects,
        packages: packageFolders,
        tools,
        platform: machine.platform,
        signal,
        onProgress,
        ...(runProbe && { runProbe }),
        ...(options.freeBytes && { freeBytes: options.freeBytes }),
      });
      return remembering(nativeSelection(engine));
    },
  };
}

/** Whether another engine than TensorFlow is asked for by name, or by that of a provider. */
const isAnotherWanted = ({
  KINDLING_ENGINE: asked = '',
  KINDLING_EXECUTION_PROVIDER: provider = '',
}: NodeJS.ProcessEnv) => provider !== '' || (asked !== '' && asked !== 'tensorflow');
