import { contextOf } from '../../../shared/domain/architectures/index.ts';
import type { StoredModel } from '../../formats/huggingface/modelFiles.ts';
import { LinearModel, type LinearParts } from '../../ml/baselines/linearModel.ts';
import type { ProgramMaker } from '../../ml/program/program.ts';
import { compiledScores } from '../../ml/train/scoresProgram.ts';
import type { Head } from '../../ml/train/task.ts';
import { type LoadedScores, loadScores } from '../../ml/train/textScores.ts';
import { framedText, frameOf } from './framed.ts';
import { tokenPlaces } from './tokenPlaces.ts';

/** What a model makes of a text, and how much of it was read. */
export interface ScoredText {
  scores: Float32Array;
  /** Of a model that words join in with: its own scores, without them. */
  alone?: Float32Array;
  /** Tokens that were read; of a baseline, pieces that it knows. */
  tokens: number;
  cutTokens: number;
}

/** A part of a text, in UTF-16 units, and what it adds to a score. */
export interface MarkedStretch {
  start: number;
  end: number;
  sum: number;
}

/** A model that makes scores of texts, one by one. */
export interface TextScorer {
  /** @param limit as in `PreparedData` */
  score(text: string, limit: number | null): Promise<ScoredText>;
  /** Gradient × input of the words or tokens of a text for one of its scores; `undefined` where they cannot be told. */
  gradients(text: string, limit: number | null, output: number): Promise<readonly MarkedStretch[] | undefined>;
  dispose(): void;
}

/**
 * A network in the engine, where it stays until `dispose`. Each text is computed by itself, so that none is padded.
 *
 * @param makeProgram in fp32
 */
export function networkScorer(model: StoredModel, head: Head, makeProgram: ProgramMaker): TextScorer {
  const frame = frameOf(model.tokenizer);
  let loaded: LoadedScores | undefined;
  const eager = () => {
    loaded ??= loadScores(head, model);
    return loaded;
  };
  const compiled = compiledScores(head, model, makeProgram);
  const { scores } = compiled ?? eager();
  const room = Math.min(contextOf(model.config), model.tokenizer.modelMaxLength);
  const idsOf = (text: string, limit: number | null) => framedText(text, model.tokenizer, frame, limit, room);
  return {
    async score(text, limit) {
      const { ids, cutTokens } = idsOf(text, limit);
      return { scores: await scores(ids), tokens: ids.length, cutTokens };
    },
    async gradients(text, limit, output) {
      const { ids, cutTokens } = idsOf(text, limit);
      // Of what is left of a text's end, nobody knows where it begins.
      if (cutTokens > 0 && limit !== null) return;
      const values = await eager().gradients(ids, output);
      return tokenPlaces(text, ids, model.tokenizer).map(({ tokens, start, end }) => ({
        ...{ start, end },
        sum: tokens.reduce((sum, place) => sum + (values[place] as number), 0),
      }));
    },
    dispose() {
      compiled?.dispose();
      loaded?.dispose();
    },
  };
}

/** A baseline, which needs no engine. */
export function linearScorer(parts: LinearParts): TextScorer {
  const model = new LinearModel(parts);
  return {
    async score(text) {
      const { scores, found } = model.scores(text);
      return { scores, tokens: found, cutTokens: 0 };
    },
    gradients: async (text, _, output) => model.byWord(text, output),
    dispose() {},
  };
}
