/**
 * Kindling's own file in a model folder: the newest measurement and its texts (`MeasureRecord`). Not a part of exports, because it holds
 * rows of the data.
 */
export const MEASURES_FILE = 'kindling-measures.json';
