import { create } from 'zustand';
import type { InputField } from '../../../../shared/domain/models/generation.ts';
import { CHAT_PARAMETERS, DEFAULT_PARAMETERS, type ParameterDraft, randomSeed } from './parameters.ts';
import { keepLock, lockedSeed } from './seedLock.ts';

/** Input fields as filled in for one model, and the row that they came from. */
export interface FilledInputs {
  modelId: string;
  inputs: InputField[];
  /** The row that was taken last: the next one follows it. */
  row: number | null;
  /** What the row's output column says; `null` once anything was typed over, for the fields are then no longer the row's. */
  expected: string | null;
  /** Whether the row was kept from training, as far as that is known. */
  isHeldOut: boolean;
}

export const unfilled = (modelId: string, inputs: InputField[]): FilledInputs => ({
  modelId,
  inputs,
  row: null,
  expected: null,
  isHeldOut: false,
});

interface PlaygroundState {
  /** `inputs` is the way that the model was trained: fields where it has some, a chat where it learned one. */
  mode: 'inputs' | 'raw' | 'chat';
  text: string;
  /** The prompt that the fields had built when raw text took it over. */
  takenOver: string;
  /** Whether all parameters are in view, and not only the presets. */
  unfolded: boolean;
  filled: FilledInputs | null;
  parameters: ParameterDraft;
  /** Of answers in a chat. */
  chatParameters: ParameterDraft;
  /** Whether the next text takes the seed that is there; else it gets a new one. Kept between starts. */
  seedLocked: boolean;
  /** Whether the model that the chosen one was trained on top of writes, too. */
  besideBase: boolean;
  /** What texts of one model must contain, where it was chosen; else what it was trained for. */
  mustContain: { modelId: string; fields: readonly string[] } | null;
  set(patch: Partial<Omit<PlaygroundState, 'set'>>): void;
}

const remembered = lockedSeed();

/** What stands in the playground, kept while one looks at another page. */
export const usePlaygroundStore = create<PlaygroundState>()((set, get) => ({
  mode: 'inputs',
  text: '',
  takenOver: '',
  unfolded: false,
  filled: null,
  parameters: { ...DEFAULT_PARAMETERS, seed: remembered ?? randomSeed(Math.random) },
  chatParameters: { ...CHAT_PARAMETERS, seed: remembered ?? randomSeed(Math.random) },
  seedLocked: remembered !== null,
  besideBase: true,
  mustContain: null,
  set: (patch) => {
    set(patch);
    const { seedLocked, parameters } = get();
    if ('seedLocked' in patch || 'parameters' in patch) {
      keepLock(seedLocked && typeof parameters.seed === 'number' ? parameters.seed : null);
    }
  },
}));
