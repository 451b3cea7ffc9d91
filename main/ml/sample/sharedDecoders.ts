import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Program } from '../program/program.ts';
import type { Decoder } from './decoder.ts';
import { programDecoder } from './decoderProgram.ts';

type Ahead = NonNullable<Decoder['ahead']>;

/**
 * Decoders of texts that are written at the same time with one program, so that a model's weights are there once. The program has the cache
 * of one text: when another one goes on, they change places, which copies as much as the caches are long.
 *
 * @param program with `decoderMethods(config, 1)`; stays the caller's
 * @param guesses whether it was made so that it can
 */
export function sharedDecoders(program: Program, config: ModelConfig, guesses = false): { lend(): Decoder } {
  let owner: ReturnType<typeof programDecoder> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  /** Steps of two texts never mix. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  };
  return {
    lend() {
      let own: ReturnType<typeof programDecoder> | undefined;
      const take = async (): Promise<ReturnType<typeof programDecoder>> => {
        own ??= programDecoder(program, config, guesses);
        if (owner !== own) {
          await owner?.save();
          own.restore();
          owner = own;
        }
        return own;
      };
      return {
        get length() {
          return own?.length ?? 0;
        },
        next: (ids) => alone(async () => (await take()).next(ids)),
        ...(guesses && {
          ahead: (...request: Parameters<Ahead>) => alone(async () => ((await take()).ahead as Ahead)(...request)),
        }),
        back: (length) => own?.back(length),
        dispose() {
          if (owner === own) owner = undefined;
        },
      };
    },
  };
}
