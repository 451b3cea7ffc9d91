/** In the folder of a baseline that was kept as a model: what its weights are of, and how a text is taken to pieces. */
export const BASELINE_FILE = 'baseline.json';
