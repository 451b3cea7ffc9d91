import { useStudioQuery } from './queries.ts';

/** Models that others have trained and that runs may begin with. */
export const useBases = () => useStudioQuery(['bases'], (studio, signal) => studio.bases.list({}, { signal }));

/** Those of other programs on this computer that were not added yet. */
export const useFoundModels = () =>
  useStudioQuery(['bases', 'found'], (studio, signal) => studio.bases.found({}, { signal }));
