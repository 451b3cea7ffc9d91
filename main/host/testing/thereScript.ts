import type { WrittenHere } from '../../../shared/domain/models/there.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import type { convertContract } from '../../workers/convertContract.ts';

type Convert = Handlers<typeof convertContract, null>['convert'];

/** What a file writes here: ids count on from the last one of each prompt, as those of the stand-in for llama.cpp's server do. */
export const thereScript = (): Pick<Convert, 'writeHere' | 'measureThere' | 'endWithHost'> => ({
  async *writeHere() {
    const written: WrittenHere[] = [[5], [7, 8]].map((prompt, row) => {
      const ids = [1, 2, 3].map((one) => (prompt.at(-1) ?? 0) + one);
      return { row, text: 'a', prompt, most: 3, ids, output: ids.join(' '), likely: ids.map((id) => [[id, -0.1]]) };
    });
    yield { event: 'done', written, contextLength: 64 };
  },
  measureThere: () => [{ name: 'chrf', here: 40, there: 39.5 }],
  // The program ends when the test does.
  endWithHost: () => ({}),
});
