/** Kindling's own file in a model folder: logits on fixed prompts (`Reference`), which an export is compared with. Not a part of exports. */
export const REFERENCE_FILE = 'kindling-reference.json';
