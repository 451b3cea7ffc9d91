import { bodyOf, dimensions, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Dtype } from '../../../shared/domain/formats/dtype.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import type { AdapterOptions } from '../libraryModel.ts';
import { inlineText } from './markdown.ts';

/** What a model was trained on top of, as its card tells it. */
export type TunedBase = NonNullable<TrainedModel['base']>;

/** How what the card lies beside was written. */
export interface WrittenAs {
  dtype: Dtype;
  /** Only what was trained, in PEFT's files. */
  adapter: boolean;
}

/** A folder of Hugging Face's cache says which model of the hub it is. */
const IN_CACHE = /[\\/]models--([\w.-]+?)--([\w.-]+)[\\/]snapshots[\\/]/;

/** So does a folder that Kindling downloaded from there into; one of another hub begins with that one's name and a tilde. */
const DOWNLOADED = /[\\/]bases[\\/]([\w.-]+?)--([\w.-]+)@[0-9a-f]{12}(?:[\\/+]|$)/;

/** The name of a base on the hub, such as `HuggingFaceTB/SmolLM2-135M`; `null` where nothing says that it is from there. */
export function hubName({ path }: Pick<TunedBase, 'path'>): string | null {
  const [, owner, name] = IN_CACHE.exec(path) ?? DOWNLOADED.exec(path) ?? [];
  return owner === undefined ? null : `${owner}/${name}`;
}

/** What PEFT loads a base from: its name on the hub, or where it lies. */
export const baseLocation = (base: Pick<TunedBase, 'path'>): string => hubName(base) ?? base.path;

/**
 * Of the names that the hub has for licences, those of most published models. Another one is given as a name of its own.
 * Source: https://huggingface.co/docs/hub/repositories-licenses
 */
const LICENSES = new Set(
  (
    'apache-2.0 mit openrail bsd-2-clause bsd-3-clause cc0-1.0 cc-by-4.0 cc-by-sa-4.0 cc-by-nc-4.0 cc-by-nc-sa-4.0 gpl-3.0 lgpl-3.0 ' +
    'agpl-3.0 mpl-2.0 unlicense bigscience-bloom-rail-1.0 bigcode-openrail-m llama2 llama3 llama3.1 llama3.2 llama3.3 gemma'
  ).split(' '),
);
/** Nothing that ends a line of the metadata, or says something else in YAML. */
const PLAIN = /^[\w][\w .+-]{0,79}$/;

const licenseLines = (license: string | null): string[] => {
  const known = license?.trim().toLowerCase() ?? '';
  if (LICENSES.has(known)) return [`license: ${known}`];
  if (license !== null && PLAIN.test(license.trim())) return ['license: other', `license_name: "${license.trim()}"`];
  return ['# No license is set: the files of the base name none, and it is that which applies.'];
};

/** Lines of the front matter. Source: https://huggingface.co/docs/hub/model-cards#specifying-a-base-model */
export function tunedMetadata(base: TunedBase, { adapter }: WrittenAs): string[] {
  const name = hubName(base);
  const relation = adapter ? 'adapter' : 'finetune';
  return [...licenseLines(base.license), ...(name ? [`base_model: ${name}`, `base_model_relation: ${relation}`] : [])];
}

/** How a model came to be, in the words of a sentence that goes on with a comma. */
export function describeTuning(base: TunedBase, config: ModelConfig, lora: AdapterOptions | null): string {
  const name = `“${inlineText(base.name)}”`;
  if (base.tuning === 'frozen') {
    // Of a large decoder the last layers are left out: `frozenBody`.
    const layers = bodyOf(config) === 'decoder' ? ` (its first ${dimensions(config).num_hidden_layers} layers)` : '';
    return `made in Kindling of ${name}${layers}, whose weights are as they were, and a linear head`;
  }
  if (!lora) return `trained in Kindling on top of ${name}, all of its weights`;
  const { rank, alpha, targetModules } = lora;
  const targets = targetModules.map(inlineText).join(', ');
  const count =
    base.trainableParameters === null ? '' : `, ${base.trainableParameters.toLocaleString('en-US')} parameters`;
  return `trained in Kindling on top of ${name} by LoRA (rank ${rank}, alpha ${alpha}, on ${targets}${count})`;
}

/** How an adapter is loaded. */
export function describeAdapter(base: TunedBase): string {
  const isFile = base.path.endsWith('.gguf');
  const where = isFile
    ? 'PEFT does not read the GGUF that it was trained on: load the same model from a Hugging Face folder, and the adapter on it with `PeftModel.from_pretrained(model, folder)`.'
    : 'The base is looked for where `base_model_name_or_path` in `adapter_config.json` says; change it there if the base lies elsewhere for you.';
  return `These files are the adapter alone, in PEFT’s own form: with \`peft\` installed, transformers loads it on its base, “${inlineText(base.name)}”. ${where}`;
}

export function describeLicense({ license, name }: TunedBase): string {
  const base = `“${inlineText(name)}”`;
  const says = license
    ? `The base, ${base}, is under ${inlineText(license)}, and that licence applies to this model too`
    : `The files of the base, ${base}, name no licence; the one that it was published under applies to this model too`;
  return `${says}. Which others are possible besides depends on the rights to the training data.`;
}
