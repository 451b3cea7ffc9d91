import type { NotMeasured } from '../../../../shared/domain/models/measures.ts';
import type { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';
import type { Corpus } from '../corpus.ts';

/** Looking through more would take longer than is worth it: about ten seconds. */
const MOST_TOKENS = 30_000_000;

/** The texts of a prepared corpus, prompt and completion of each document in one. */
export function corpusTexts(corpus: Corpus, tokenizer: Tokenizer, most = MOST_TOKENS): Iterable<string> | NotMeasured {
  return corpus.ids.length > most ? 'too_many_training_rows' : texts(corpus, tokenizer);
}

function* texts({ ids, documents, range }: Corpus, tokenizer: Tokenizer): Generator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for (let document = 0; document < documents; document++) {
    const [start, end] = range(document);
    let length = 0;
    for (let at = start; at < end; at++) length += tokenizer.bytes(ids[at] as number)?.length ?? 0;
    const bytes = new Uint8Array(length);
    let place = 0;
    for (let at = start; at < end; at++) {
      const token = tokenizer.bytes(ids[at] as number);
      if (!token) continue;
      bytes.set(token, place);
      place += token.length;
    }
    yield decoder.decode(bytes);
  }
}
