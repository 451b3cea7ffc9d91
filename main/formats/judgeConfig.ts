import { z } from 'zod';
import { contextOf, countParameters, type ModelConfig } from '../../shared/domain/architectures/index.ts';
import { asInvalid } from '../files/jsonFile.ts';
import { heldHere, parseStoredConfig } from './huggingface/modelConfig.ts';

/**
 * What a model is by the text of its `config.json` alone, before its weights are at hand.
 *
 * @param path names the file in errors
 * @throws AppError as `readStoredConfig`
 */
export function judgeConfig(
  text: string,
  path: string,
): { architecture: ModelConfig['model_type']; parameters: number; contextLength: number } {
  try {
    const config = parseStoredConfig(z.looseObject({}).parse(JSON.parse(text)), path);
    heldHere(config, path);
    return {
      architecture: config.model_type,
      parameters: countParameters(config),
      contextLength: contextOf(config),
    };
  } catch (error) {
    throw asInvalid(error, path);
  }
}
