import { create } from 'zustand';

/** What was looked at last: the playground and the form for a run begin with it. */
interface Related {
  modelId: string | null;
  datasetId: string | null;
  /** The model that was last tried, kept between starts. */
  triedModelId: string | null;
}

const STORAGE_KEY = 'kindling.lastModel';

export const useRelatedStore = create<Related>()(() => ({
  modelId: null,
  datasetId: null,
  triedModelId: remembered(),
}));

/** Called by whatever page shows something; what it does not belong to is `null`. */
export const lookAt = (modelId: string | null, datasetId: string | null): void =>
  useRelatedStore.setState({ modelId, datasetId });

export function tryModel(id: string): void {
  useRelatedStore.setState({ triedModelId: id });
  try {
    localStorage.setItem(STORAGE_KEY, id);
  } catch {
    // A browser that keeps nothing: it is remembered as long as the window is open.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

interface ModelOf {
  id: string;
  datasetId: string;
}

/**
 * The model to begin with: the one that is asked for, the one that was looked at, one of the data set that was looked at (the last tried
 * one if it is), the last tried one, and the first of the list else.
 */
export function relatedModel<T extends ModelOf>(
  models: readonly T[],
  { wanted, modelId, datasetId, triedModelId }: Related & { wanted: string | null },
): T | undefined {
  const byId = (id: string | null) => models.find((model) => model.id === id);
  const tried = byId(triedModelId);
  const ofDataset = models.filter((model) => model.datasetId === datasetId);
  return (
    byId(wanted) ?? byId(modelId) ?? (tried && ofDataset.includes(tried) ? tried : ofDataset[0]) ?? tried ?? models[0]
  );
}
