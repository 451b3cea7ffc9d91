/** Token ids of a split with its documents: what is trained on and measured. */
export interface Corpus {
  ids: Uint16Array | Uint32Array;
  /** 1 where the token at this place is a target that counts. */
  counts: Uint8Array;
  documents: number;
  /** Whether a document is read as a whole, and not cut by windows. */
  whole: boolean;
  /** `[start, end)` of a document in `ids`, without the END_OF_TEXT after it. */
  range(document: number): [start: number, end: number];
}
