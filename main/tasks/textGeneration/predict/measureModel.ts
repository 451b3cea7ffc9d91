import { contextOf } from '../../../../shared/domain/architectures/index.ts';
import type { MeasureProgress, MeasureRecord } from '../../../../shared/domain/models/measures.ts';
import { wantedFields } from '../../../../shared/domain/tasks/index.ts';
import { AsyncQueue } from '../../../../shared/ipc/asyncQueue.ts';
import { readRecipe } from '../../../formats/huggingface/recipeFile.ts';
import { evaluate } from '../../../ml/train/evaluate.ts';
import { measureProgress } from '../../measureProgress.ts';
import type { MeasureJob as Job, MeasureEvent } from '../../task.ts';
import { evaluationBatches } from '../batches.ts';
import type { Corpus } from '../corpus.ts';
import { measuredFields } from '../fieldFidelity.ts';
import { bigramBitsPerByte } from '../measures/bigram.ts';
import { corpusTexts } from '../measures/corpusTexts.ts';
import { DocumentCosts } from '../measures/documentCosts.ts';
import { rowsFor, rowsThatFit, textLength, writeHeldOut } from '../measures/heldOutWriter.ts';
import { type KeptTexts, writeAgain } from '../measures/keepingWriter.ts';
import { keepingOf, measureTexts, writtenTexts } from '../measures/measureTexts.ts';
import { readCorpus } from '../readCorpus.ts';
import type { ModelDecoders } from './modelDecoders.ts';

/** With the model's folder. */
type MeasureJob = Job & { model: string };

/** Tokens of a sequence: rows are shorter, and attention grows with the square. */
const MOST_EVALUATED = 256;
/** Sequences that are evaluated at once. */
const BATCH = 8;

/** Measures a model of the library anew. */
export function measureModel(model: ModelDecoders, job: MeasureJob, signal: AbortSignal): AsyncIterable<MeasureEvent> {
  const events = new AsyncQueue<MeasureEvent>();
  measure(model, job, signal, (progress) => events.push(progress))
    .then((record) => {
      events.push({ event: 'done', record });
      events.end();
    })
    .catch((error) => events.fail(error));
  return events;
}

async function measure(
  model: ModelDecoders,
  {
    model: folder,
    rows: given,
    fields: chosen,
    texts,
    seed,
    temperature,
    run,
    maxTokens,
    mustContain,
    tries,
    recipeOf = folder,
  }: MeasureJob,
  signal: AbortSignal,
  report: (progress: MeasureProgress) => void,
): Promise<MeasureRecord> {
  const { measured: config, tokenizer } = model;
  const file = await readRecipe(recipeOf);
  const promptLimit = file?.promptLimit ?? null;
  const wanted = mustContain ?? (file ? wantedFields(file.recipe) : []);
  const contextLength = contextOf(config);
  const fitting = rowsThatFit(given, { tokenizer, contextLength, promptLimit });
  const rows = rowsFor(fitting, texts);
  const most = maxTokens ?? textLength(fitting, tokenizer);
  const written = measureProgress('texts', rows.length);
  report(written(0));
  const writing = await model.lendWriter();
  let first: string[];
  let again: KeptTexts;
  try {
    const shared = {
      ...{ writer: writing, contextLength, tokenizer, promptLimit, temperature },
      maxTokens: most,
      goOn: () => !signal.aborted,
    };
    first = await writeHeldOut({ ...shared, rows, seed, onTexts: (done) => report(written(done)) });
    const keeping = { rows, first, fields: wanted, tries: wanted.length > 0 ? tries : 1, seed };
    again = await writeAgain({
      ...keeping,
      write: ({ attempt, ...request }) => {
        const again = measureProgress('again', request.rows.length, { attempt });
        report(again(0));
        return writeHeldOut({ ...shared, ...request, onTexts: (done) => report(again(done)) });
      },
    });
  } finally {
    writing.giveBack();
  }
  signal.throwIfAborted();
  const { outputs, ...kept } = again;
  const fields = chosen ? [...chosen] : measuredFields(fitting, wanted);
  const corpora = await readCorpora(run, config.vocab_size);
  const trainingTexts = corpora ? corpusTexts(corpora.train, tokenizer) : 'no_training_rows';
  const measured = measureTexts({ rows, outputs, fields, trainingTexts, seed, withNewWords: true });
  const bits = corpora && (await validationCost(model, corpora.validation, signal, report));
  return {
    ...{
      texts: measured.texts,
      rows: Math.min(measured.texts, fitting.length),
      seed,
      temperature,
      maxTokens: most,
      fields,
    },
    metrics: bits ? { ...measured.metrics, bitsPerByte: bits } : measured.metrics,
    newWords: measured.newWords,
    notMeasured: bits ? measured.notMeasured : { ...measured.notMeasured, bitsPerByte: 'no_rows' },
    baselines: {
      referenceFidelity: measured.referenceFidelity,
      commonestMatch: measured.commonestMatch,
      bigramBitsPerByte: corpora && bigramBitsPerByte(corpora.train, corpora.validation, tokenizer, config.vocab_size),
    },
    ...(wanted.length > 0 && { keeping: keepingOf({ rows, first, fields }, { ...kept, fields: wanted }) }),
    createdAt: new Date().toISOString(),
    written: writtenTexts(rows, outputs),
  };
}

async function validationCost(
  model: ModelDecoders,
  validation: Corpus,
  signal: AbortSignal,
  report: (progress: MeasureProgress) => void,
) {
  const costs = new DocumentCosts(validation, model.tokenizer);
  const T = Math.min(contextOf(model.config), validation.whole ? longestOf(validation) : MOST_EVALUATED);
  const program = await model.evaluation(BATCH, T);
  try {
    const total = Array.from(evaluationBatches(validation, BATCH, T)).length;
    const progress = measureProgress('bits', total);
    let done = 0;
    report(progress(done));
    for (const batch of evaluationBatches(validation, BATCH, T)) {
      await evaluate(program, [batch], undefined, (batch, losses) => costs.add(batch, losses));
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      report(progress(++done));
    }
  } finally {
    program.dispose();
  }
  return costs.measure(0);
}

function longestOf({ documents, range }: Corpus): number {
  let longest = 0;
  for (let document = 0; document < documents; document++) {
    const [start, end] = range(document);
    longest = Math.max(longest, end - start);
  }
  return longest;
}

/** `null` where the run is gone, or its files cannot be read. */
async function readCorpora(
  run: string | null,
  vocabSize: number,
): Promise<{ train: Corpus; validation: Corpus } | null> {
  if (run === null) return null;
  try {
    const [train, validation] = await Promise.all([
      readCorpus(run, 'train', vocabSize),
      readCorpus(run, 'validation', vocabSize),
    ]);
    return { train, validation };
  } catch {
    return null;
  }
}
