import { z } from 'zod';
import { GivenOptions } from '../../shared/domain/formats/format.ts';
import { FormatKind } from '../../shared/domain/formats/index.ts';
import { BaseFacts } from '../../shared/domain/models/base.ts';
import { ExportStep } from '../../shared/domain/models/modelExport.ts';
import { Receipt } from '../../shared/domain/models/receipt.ts';
import { ThereCheck, WrittenHere } from '../../shared/domain/models/there.ts';
import { TrainedModel } from '../../shared/domain/models/trainedModel.ts';
import { Run } from '../../shared/domain/runs/run.ts';
import { Recipe } from '../../shared/domain/tasks/index.ts';
import { call, stream } from '../../shared/ipc/rpc.ts';

/** Writes a model in a format for other programs, and looks at models that others have written (see `main/formats`). */
export const convertContract = {
  convert: {
    /** What a model is that a run may start from: a folder or a file. Progress is in bytes. */
    inspect: stream(
      z.object({ path: z.string() }),
      z.discriminatedUnion('event', [
        z.object({ event: z.literal('progress'), done: z.number(), total: z.number() }),
        z.object({ event: z.literal('done'), facts: BaseFacts }),
      ]),
    ),
    /** What a model would be, and whether it can be used, by its `config.json` or by the architecture that its GGUF names. */
    judge: call(
      z.object({ path: z.string(), config: z.string().nullable(), gguf: z.string().nullable() }),
      z.object({
        architecture: z.string().nullable(),
        parameters: z.number().nullable(),
        contextLength: z.number().nullable(),
      }),
    ),
    run: stream(
      z.object({
        model: TrainedModel,
        run: Run.nullable(),
        /** The model's folder in the library, and the reference logits that training left there. */
        source: z.string(),
        reference: z.string(),
        format: FormatKind,
        options: GivenOptions,
        /** An empty folder to write into; whoever asks gives it its name, or removes it. */
        output: z.string(),
      }),
      z.discriminatedUnion('event', [
        z.object({
          event: z.literal('progress'),
          step: ExportStep,
          done: z.number(),
          total: z.number(),
        }),
        z.object({
          event: z.literal('done'),
          files: z.array(z.string()),
          bytes: z.number().int().nonnegative(),
          maxDifference: z.number().nonnegative(),
          receipt: Receipt.nullable(),
        }),
      ]),
    ),
    /** Goes on with prompts by the weights of an exported file, the likeliest token each time. */
    writeHere: stream(
      z.object({ recipe: Recipe, file: z.string(), source: z.string() }),
      z.discriminatedUnion('event', [
        z.object({ event: z.literal('progress'), done: z.number(), total: z.number() }),
        z.object({
          event: z.literal('done'),
          written: z.array(WrittenHere),
          contextLength: z.number().int().positive(),
        }),
      ]),
    ),
    /** The task's figures of texts that were written for rows here, and by another program. */
    measureThere: call(
      z.object({
        recipe: Recipe,
        source: z.string(),
        rows: z.array(z.number().int().nonnegative()),
        texts: z.object({ here: z.array(z.string()), there: z.array(z.string()) }),
      }),
      ThereCheck.shape.metrics,
    ),
    /** Another program of the host's ends with the host, however that ends. */
    endWithHost: call(z.object({ pid: z.number().int().positive() }), z.object({})),
  },
};
