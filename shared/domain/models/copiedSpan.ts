/** Length in characters from which a passage counts as copied: longer than a stock phrase, shorter than two sentences. */
export const COPIED_SPAN = 40;
