import { contextOf } from '../../../../shared/domain/architectures/index.ts';
import { DEFAULT_GENERATION, USUAL_TRIES } from '../../../../shared/domain/models/generation.ts';
import {
  FINAL_TEXTS,
  type HeldOutRow,
  type MeasureName,
  type MeasureRecord,
  type Measures,
  type NotMeasured,
} from '../../../../shared/domain/models/measures.ts';
import type { Sample } from '../../../../shared/domain/runs/run.ts';
import { textStreams } from '../../../ml/heads/languageModel.ts';
import type { Program } from '../../../ml/program/program.ts';
import { drawSeed } from '../../../ml/sample/drawSeed.ts';
import type { Batch, Gathering, TaskMeter } from '../../../ml/train/task.ts';
import { measuredFields } from '../fieldFidelity.ts';
import type { TextGenerationRun } from '../textGenerationRun.ts';
import { bigramBitsPerByte } from './bigram.ts';
import { corpusTexts } from './corpusTexts.ts';
import { DocumentCosts } from './documentCosts.ts';
import { type HeldOutRequest, rowsFor, rowsThatFit, streamsWriter, textLength, writeHeldOut } from './heldOutWriter.ts';
import { type KeptTexts, writeAgain } from './keepingWriter.ts';
import { keepingOf, measureTexts, writtenTexts } from './measureTexts.ts';
import { patience, until } from './patience.ts';

/** Of texts that are not measured. */
const FALLBACK_TOKENS = 64;
/** Texts of an evaluation that are shown. */
const SHOWN = 3;
/** A batch of texts is given up after this time: on a slow engine they are not worth more. */
const BATCH_MS = 10_000;
const FIRST_BATCH_MS = 60_000;
/** What the texts at the end may take: this share of the training time. One batch is waited for longer: nothing comes after it. */
const FINAL_SHARE = 0.06;
const FINAL_BATCH_MS = 60_000;

/** Looking through more training text at every evaluation would hold training up. */
const MOST_TOKENS_ALONG_THE_WAY = 2_000_000;

export interface Costs extends Gathering {
  documents: DocumentCosts;
}

/**
 * Measures a model at its own task while it trains: a batch of texts at each evaluation, many at the end. Has draws of its own and
 * changes none of the state that training goes on from.
 */
export class TextMeter implements TaskMeter<Costs> {
  readonly #request: TextGenerationRun;
  readonly #program: Program;
  readonly #isPaused: () => boolean;
  readonly #rows: readonly HeldOutRow[];
  readonly #fields: readonly string[];
  /** Columns whose values a text has to contain. */
  readonly #wanted: readonly string[];
  readonly #maxTokens: number;
  #compiled = false;
  readonly #room: Parameters<typeof rowsThatFit>[1];

  constructor(request: TextGenerationRun, program: Program, isPaused: () => boolean) {
    const { measuring, tokenizer, settings, promptLimit } = request;
    this.#request = request;
    this.#program = program;
    this.#isPaused = isPaused;
    this.#room = { tokenizer, contextLength: settings.context_length, promptLimit };
    this.#rows = measuring ? rowsThatFit(measuring.rows, this.#room) : [];
    this.#wanted = measuring?.wanted ?? [];
    this.#fields = measuring?.fields ?? measuredFields(this.#rows, this.#wanted);
    this.#maxTokens = textLength(this.#rows, tokenizer);
  }

  /** To be told of the losses of an evaluation. */
  gather(): Costs | undefined {
    const { measuring, validation, tokenizer } = this.#request;
    if (!measuring) return undefined;
    const documents = new DocumentCosts(validation, tokenizer);
    return { documents, onLosses: (batch: Batch, losses) => documents.add(batch, losses) };
  }

  /** The same rows every time, so that one can see the texts getting better; those shown first are among those measured. */
  async alongTheWay(
    costs: Costs | undefined,
    withTexts: boolean,
  ): Promise<{ metrics: Measures; samples: Omit<Sample, 'step'>[] }> {
    const { samplePrompts, settings, train, tokenizer } = this.#request;
    const metrics: Measures = {};
    const bits = costs?.documents.measure(settings.seed);
    if (bits) metrics.bitsPerByte = bits;
    if (!withTexts) return { metrics, samples: [] };
    const streams = textStreams(this.#request.config);
    if (this.#rows.length === 0) {
      const prompts = samplePrompts.map((prompt, row) => ({ row, inputs: [], prompt, reference: '' }));
      const shown = prompts.length === 0 ? [] : rowsThatFit(prompts, this.#room);
      const texts = await this.#write(shown.slice(0, streams), this.#goOn(), settings.seed, {
        maxTokens: FALLBACK_TOKENS,
      });
      return { metrics, samples: texts.map((text, index) => ({ prompt: shown[index]?.prompt ?? '', text })) };
    }
    const rows = this.#rows.slice(0, streams);
    const outputs = await this.#write(rows, this.#goOn(), settings.seed);
    const measured = measureTexts({
      rows: rows.slice(0, outputs.length),
      outputs,
      fields: this.#fields,
      trainingTexts: corpusTexts(train, tokenizer, MOST_TOKENS_ALONG_THE_WAY),
      seed: settings.seed,
    });
    return {
      metrics: { ...metrics, ...measured.metrics },
      samples: outputs.slice(0, SHOWN).map((text, index) => ({ prompt: rows[index]?.prompt ?? '', text })),
    };
  }

  /** Of the model that is kept. Its draws differ from those along the way. */
  async atTheEnd(costs: Costs | undefined, trainingMs: number): Promise<MeasureRecord | null> {
    const { config, settings, train, validation, tokenizer, measuring } = this.#request;
    if (!measuring) return null;
    const seed = drawSeed(settings.seed, [FINAL_TEXTS]) >>> 1;
    const start = performance.now();
    const rows = rowsFor(this.#rows, FINAL_TEXTS);
    const first = rows.slice(0, textStreams(config));
    const tried = await this.#write(first, patience(FINAL_BATCH_MS), seed);
    if (tried.length === first.length) {
      const others = rows.slice(first.length);
      const goOn = until(start + FINAL_SHARE * trainingMs);
      tried.push(...(await this.#write(others, goOn, seed, { written: first.length })));
    }
    const { outputs, ...kept } = await this.#writeAgain(rows, tried, { seed, mostMs: FINAL_SHARE * trainingMs });
    const written = writtenTexts(rows, outputs);
    const trainingTexts = corpusTexts(train, tokenizer);
    const measured = measureTexts({
      ...{ rows: written, outputs, fields: this.#fields, trainingTexts, seed },
      withNewWords: true,
    });
    const { metrics, texts, newWords, referenceFidelity, commonestMatch } = measured;
    const notMeasured: Partial<Record<MeasureName, NotMeasured>> =
      texts === 0 && rows.length > 0
        ? Object.fromEntries(Object.keys(measured.notMeasured).map((name) => [name, 'no_time']))
        : measured.notMeasured;
    const bits = costs?.documents.measure(settings.seed);
    return {
      texts,
      rows: Math.min(texts, this.#rows.length),
      seed,
      ...{ temperature: DEFAULT_GENERATION.temperature, maxTokens: this.#maxTokens },
      fields: [...this.#fields],
      newWords,
      metrics: bits ? { ...metrics, bitsPerByte: bits } : metrics,
      notMeasured: bits ? notMeasured : { ...notMeasured, bitsPerByte: 'no_rows' },
      baselines: {
        referenceFidelity,
        commonestMatch,
        bigramBitsPerByte: bigramBitsPerByte(train, validation, tokenizer, config.vocab_size),
      },
      ...(this.#wanted.length > 0 && {
        keeping: keepingOf({ rows, first: tried, fields: this.#fields }, { ...kept, fields: this.#wanted }),
      }),
      createdAt: new Date().toISOString(),
      written,
    };
  }

  /** As whoever uses the model gets them, within as much time again. */
  #writeAgain(
    rows: readonly HeldOutRow[],
    first: readonly string[],
    { seed, mostMs }: { seed: number; mostMs: number },
  ): Promise<KeptTexts> {
    const goOn = until(performance.now() + mostMs);
    return writeAgain({
      ...{ rows, first, seed, fields: this.#wanted, tries: this.#wanted.length > 0 ? USUAL_TRIES : 1 },
      write: ({ rows: lacking, seed: again, numbers, openings }) =>
        this.#write(lacking, goOn, again, { numbers, openings }),
    });
  }

  /** The first texts of a process wait for what is compiled: a run that goes on has those of one that was not interrupted. */
  #goOn(): () => boolean {
    const ms = this.#compiled ? BATCH_MS : FIRST_BATCH_MS;
    this.#compiled = true;
    return patience(ms);
  }

  #write(
    rows: readonly HeldOutRow[],
    goOn: () => boolean,
    seed: number,
    options: Partial<Pick<HeldOutRequest, 'maxTokens' | 'written' | 'numbers' | 'openings'>> = {},
  ): Promise<string[]> {
    const { config, tokenizer, promptLimit } = this.#request;
    return writeHeldOut({
      writer: streamsWriter(this.#program, config),
      contextLength: contextOf(config),
      tokenizer,
      rows,
      promptLimit,
      seed,
      temperature: DEFAULT_GENERATION.temperature,
      maxTokens: this.#maxTokens,
      ...options,
      // Whoever pauses or closes the studio does not wait for texts.
      goOn: () => goOn() && !this.#isPaused(),
    });
  }
}
