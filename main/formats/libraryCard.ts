import { isNetwork, type NetworkModel } from '../../shared/domain/models/trainedModel.ts';
import { taskOf } from '../../shared/domain/tasks/index.ts';
import { type ModelCardSource, modelCard } from './card/modelCard.ts';
import type { ModelSource } from './format.ts';
import { readModelMaxLength } from './huggingface/modelFiles.ts';
import { isAdapter, readAdapterOptions } from './libraryModel.ts';
import { readThresholds } from './thresholds.ts';

/** The card of a model of the library, with what its folder says of an adapter. @param filesOf what its files are */
export async function libraryCard(
  { folder, model, run }: Pick<ModelSource, 'folder' | 'model' | 'run'>,
  filesOf: (model: NetworkModel) => Pick<ModelCardSource, 'written' | 'form'>,
): Promise<string> {
  if (!isNetwork(model)) throw new Error('a baseline is no network');
  return modelCard({
    model,
    run,
    thresholds: await readThresholds(folder),
    ...(taskOf(model.recipe).programs.form === 'reads' && { modelMaxLength: await readModelMaxLength(folder) }),
    lora: isAdapter(folder) ? await readAdapterOptions(folder) : null,
    ...filesOf(model),
  });
}
