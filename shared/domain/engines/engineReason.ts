import { z } from 'zod';
import type { Json } from '../../errors/json.ts';

const text = z.string();
const count = z.number();

/** How an engine, or a way to install one, failed. Words of the system or of other programs are details, never translated. */
export const EngineFailure = z.discriminatedUnion('code', [
  z.object({ code: z.literal('instruction_missing') }),
  z.object({ code: z.literal('crashed'), how: text }),
  z.object({ code: z.literal('crashed_saying'), how: text, said: text }),
  z.object({ code: z.literal('no_answer'), seconds: count }),
  z.object({ code: z.literal('bad_answer'), answer: text }),
  z.object({ code: z.literal('wrong_result'), got: text, expected: text }),
  z.object({ code: z.literal('no_cuda_device') }),
  z.object({ code: z.literal('no_gpu') }),
  z.object({ code: z.literal('software_gpu'), adapter: text }),
  z.object({ code: z.literal('disk_too_small'), folder: text, freeMegabytes: count, neededMegabytes: count }),
  z.object({ code: z.literal('compiler_missing'), tried: text }),
  z.object({ code: z.literal('downloader_missing'), tried: text }),
  z.object({ code: z.literal('error'), message: text }),
]);
export type EngineFailure = z.infer<typeof EngineFailure>;

/** Why a faster engine is not used, or could not be installed: a closed list, so that every language can say it. */
export const EngineReason = z.discriminatedUnion('code', [
  z.object({ code: z.literal('forced'), engine: text }),
  z.object({ code: z.literal('unknown_engine'), asked: text, known: text }),
  z.object({ code: z.literal('unknown_provider'), asked: text, known: text }),
  z.object({ code: z.literal('none_installed') }),
  z.object({ code: z.literal('does_not_work'), engine: text, failure: EngineFailure }),
  z.object({ code: z.literal('damaged'), engine: text }),
  z.object({ code: z.literal('no_engine_for_machine') }),
  z.object({ code: z.literal('way_failed'), source: text, failure: EngineFailure }),
  /** In words only: told by an earlier Kindling, or an error that nobody foresaw. */
  z.object({ code: z.literal('other'), text }),
]);
export type EngineReason = z.infer<typeof EngineReason>;
export type EngineReasonCode = EngineReason['code'] | EngineFailure['code'];

/**
 * The reasons of an engine, `null` when it is the best there is. Runs and models of Kindling 0.1 hold them as one English sentence,
 * which is read as the reason `other`, or as the code that it stands for.
 */
export const EngineReasons = z
  .union([z.string().transform(reasonsOfSentence), z.array(EngineReason)])
  .nullable()
  .transform((reasons) => (reasons?.length ? reasons : null));
export type EngineReasons = z.infer<typeof EngineReasons>;

function reasonsOfSentence(sentence: string): EngineReason[] {
  if (sentence === 'no native engine is installed') return [{ code: 'none_installed' }];
  if (sentence === 'KINDLING_ENGINE asks for WASM') return [{ code: 'forced', engine: 'wasm' }];
  return sentence === '' ? [] : [{ code: 'other', text: sentence }];
}

/** English, for command line, logs and model cards. The renderer's translations have the same keys and placeholders. */
export const ENGINE_REASON_TEXTS: Record<EngineReasonCode, string> = {
  forced: 'KINDLING_ENGINE asks for {{engine}}',
  unknown_engine: 'KINDLING_ENGINE can be {{known}}, and not {{asked}}',
  unknown_provider: 'KINDLING_EXECUTION_PROVIDER can be {{known}}, and not {{asked}}',
  none_installed: 'no native engine is installed',
  does_not_work: '{{engine}} does not work here: {{failure}}',
  damaged: '{{engine}} is damaged and has to be installed again',
  no_engine_for_machine: 'there is no native engine for this machine',
  way_failed: '{{source}}: {{failure}}',
  other: '{{text}}',
  instruction_missing: 'the CPU lacks an instruction that the engine needs (SIGILL)',
  crashed: 'it ended with {{how}}',
  crashed_saying: 'it ended with {{how}}: {{said}}',
  no_answer: 'no answer within {{seconds}} s',
  bad_answer: 'it answered {{answer}}',
  wrong_result: 'it computes wrongly: {{got}} instead of {{expected}}',
  no_cuda_device: 'TensorFlow finds no CUDA device',
  no_gpu: 'WebGPU finds no graphics processor',
  software_gpu: '{{adapter}} is no graphics processor but a program that imitates one, slowly',
  disk_too_small: '{{folder}} has {{freeMegabytes}} MB free, but {{neededMegabytes}} MB are needed',
  compiler_missing: 'there is no C++ compiler ({{tried}})',
  downloader_missing: 'there is no pip or uv to download with ({{tried}})',
  error: '{{message}}',
};

/** Reasons as one clause, in the language of `texts`. */
export function engineReasonText(
  reasons: readonly (EngineReason | EngineFailure)[],
  texts: Record<EngineReasonCode, string> = ENGINE_REASON_TEXTS,
  separator = '; ',
): string {
  return reasons.map((reason) => clause(reason, texts)).join(separator);
}

function clause(reason: EngineReason | EngineFailure, texts: Record<EngineReasonCode, string>): string {
  const details: Record<string, Json | EngineFailure> = { ...reason };
  return texts[reason.code].replace(/\{\{(\w+)\}\}/g, (_whole, name: string) =>
    name === 'failure' && 'failure' in reason ? clause(reason.failure, texts) : String(details[name]),
  );
}
