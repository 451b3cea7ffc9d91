import { bodyOf, type ModelConfig, withContext } from '../../../shared/domain/architectures/index.ts';
import { valuesOf, type Weights } from '../architectures/parameters.ts';
import { tableConstants } from '../architectures/tableConstants.ts';
import type { Constant, Lengths, Method, ProgramDefinition, ProgramMaker } from '../program/program.ts';
import type { Head } from './task.ts';
import type { TextScores } from './textScores.ts';
import { HIDDEN, wholeTextInputs, wholeTextsIn } from './wholeTexts.ts';

const SCORES = 'scores';
/** Nothing is computed with them: so long that no window of attention is longer. */
const RECORDED = [{ T: 100_003 }, { T: 200_017 }] as const;

/**
 * What a head makes of whole texts, as one computation for texts of any length. `null` where the engine compiles none, or the head is of another kind:
 * then `textScores` computes them, operation by operation, which on ONNX Runtime is done by WASM and takes many times as long.
 */
export function compiledScores(
  head: Head,
  { config, weights }: { config: ModelConfig; weights: Weights },
  makeProgram: ProgramMaker,
): { scores: TextScores; dispose(): void } | null {
  const { whole } = head;
  if (!whole || makeProgram.varies?.() !== true) return null;
  const { program } = makeProgram(scoresProgram(config, head, whole));
  program.write(valuesOf(weights));
  const scores: TextScores = async (ids) => {
    const T = ids.length;
    const inputs = {
      ids: Int32Array.from(ids),
      positions: Int32Array.from({ length: T }, (_, place) => place),
      mask: maskOf(config, T),
      lengths: Float32Array.of(T),
      last: Int32Array.of(T - 1),
    };
    const found = await program.run(SCORES, inputs, { T });
    return found.scores as Float32Array;
  };
  return { scores, dispose: () => program.dispose() };
}

function scoresProgram(config: ModelConfig, head: Head, whole: NonNullable<Head['whole']>): ProgramDefinition {
  const { constants, tablesIn } = tableConstants(config);
  const at = ({ T = 1 }: Lengths): Pick<Method, 'inputs' | 'call'> => ({
    inputs: wholeTextInputs(config, { B: 1, T }),
    call(inputs, state) {
      const scores = whole.scores(withContext(config, T), state, tablesIn(state), wholeTextsIn(inputs));
      return { outputs: new Map([[SCORES, scores]]) };
    },
  });
  return {
    key: `scores of whole texts ${JSON.stringify({ config, head: head.name })}`,
    state: new Map(),
    constants: new Map<string, Constant>([
      ...Array.from(head.shapes(config), ([name, shape]) => [name, { shape, mayRound: false }] as const),
      ...constants,
    ]),
    methods: new Map([[SCORES, { ...at({ T: 1 }), varying: { sides: { T: ['ids', 1] }, recorded: RECORDED, at } }]]),
  };
}

/** A decoder sees nothing that comes later; an encoder sees all of a text. */
function maskOf(config: ModelConfig, T: number): Float32Array {
  if (bodyOf(config) !== 'decoder') return new Float32Array(T);
  const mask = new Float32Array(T * T);
  for (let row = 0; row < T; row++) mask.fill(HIDDEN, row * T + row + 1, (row + 1) * T);
  return mask;
}
