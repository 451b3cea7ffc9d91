import { Command, InvalidArgumentError, Option } from 'commander';
import { BenchSize, Precision, TuneSize } from './workload.ts';

interface Common {
  /** One line of JSON instead of text. */
  json: boolean;
}
export interface TrainOptions extends Common {
  size: BenchSize;
  precision: Precision;
  eager: boolean;
  steps: number;
}
export interface TuneOptions extends Common {
  size: TuneSize;
  tuning: 'lora' | 'full';
  precision: Precision;
  gradientCheckpointing: boolean;
  batchSize: number;
  contextLength: number;
  steps: number;
}
export interface DecodeOptions extends Common {
  size: BenchSize;
  streams: number;
  tokens: number;
  eager: boolean;
}
export interface BaseOptions extends Common {
  /** The model's file. */
  gguf: string;
  tokens: number;
  rounds: number;
  /** Of those beside us; as many as there are cores where it is left out. */
  threads?: number;
}
export interface ServeOptions extends Common {
  /** The model's file; R1 where it is left out. */
  gguf?: string;
  streams: number;
  tokens: number;
}
export interface DataOptions extends Common {
  /** Size of the generated table. */
  megabytes: number;
}
export interface StartupOptions extends Common {
  rounds: number;
}
export interface SearchOptions extends Common {
  rows: number;
  dimensions: number;
  queries: number;
}
export interface EmbedOptions extends Common {
  /** A Hugging Face folder. */
  model: string;
  texts: number;
  rounds: number;
}
export interface SuiteOptions extends DataOptions {
  sizes: BenchSize[];
  rounds: number;
  steps: number;
}

/** What each command does with its options. */
export interface BenchCommands {
  suite(options: SuiteOptions): Promise<void>;
  train(options: TrainOptions): Promise<void>;
  tune(options: TuneOptions): Promise<void>;
  decode(options: DecodeOptions): Promise<void>;
  base(options: BaseOptions): Promise<void>;
  serve(options: ServeOptions): Promise<void>;
  tokenize(options: DataOptions): Promise<void>;
  import(options: DataOptions): Promise<void>;
  startup(options: StartupOptions): Promise<void>;
  search(options: SearchOptions): Promise<void>;
  embed(options: EmbedOptions): Promise<void>;
}

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('not a whole number above 0');
  return value;
};
const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('not a number above 0');
  return value;
};
/** Also takes the size of the harness's own tests, which help does not show. */
const size = (text: string): BenchSize => {
  const parsed = BenchSize.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('use R1 or R2');
  return parsed.data;
};
const base = (text: string): TuneSize => {
  const parsed = TuneSize.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('use SmolLM2-135M');
  return parsed.data;
};
const sizes = (text: string): BenchSize[] => text.split(',').map(size);

/** The benchmark's command line. */
export function createProgram(commands: BenchCommands): Command {
  const json = () => new Option('--json', 'one line of JSON on stdout').default(false);
  const megabytes = (value: number) =>
    new Option('--megabytes <n>', 'size of the generated table').argParser(positive).default(value);
  const rounds = () => new Option('--rounds <n>', 'times that it is measured').argParser(count).default(3);
  const steps = () => new Option('--steps <n>', 'steps to time, after three to warm up').argParser(count).default(10);
  const oneSize = () => new Option('--size <R1|R2>', 'model and batch').argParser(size).default('R1');

  const program = new Command('bench')
    .description('Measures Kindling, and PyTorch beside it where a Python with torch is found (KINDLING_PYTHON).')
    .enablePositionalOptions()
    .showHelpAfterError()
    .exitOverride()
    .addOption(json())
    .addOption(rounds())
    .addOption(steps())
    .addOption(megabytes(100))
    .option('--sizes <list>', 'models to train: R1, R2', sizes, ['R1', 'R2'])
    .action((options) => commands.suite(options));

  const command = (name: string, description: string) =>
    program.command(name).description(description).addOption(json()).exitOverride();

  command('train', 'time training steps')
    .addOption(oneSize())
    .addOption(new Option('--precision <precision>', 'of matrix products').choices(Precision.options).default('fp32'))
    .option('--eager', 'operation by operation instead of compiled', false)
    .addOption(steps())
    .action((options) => commands.train(options));

  command('tune', 'time training steps on top of a base')
    .addOption(new Option('--size <name>', 'shape of the base').argParser(base).default('SmolLM2-135M'))
    .addOption(new Option('--tuning <kind>', 'what is trained').choices(['lora', 'full']).default('lora'))
    .addOption(new Option('--precision <precision>', 'of matrix products').choices(Precision.options).default('bf16'))
    .option('--gradient-checkpointing', 'compute each layer twice instead of keeping it', false)
    .addOption(new Option('--batch-size <n>', 'sequences of a step').argParser(count).default(4))
    .addOption(new Option('--context-length <n>', 'tokens of a sequence').argParser(count).default(256))
    .addOption(steps())
    .action((options) => commands.tune(options));

  command('decode', 'time greedy generations')
    .addOption(oneSize())
    .addOption(new Option('--streams <n>', 'texts at the same time').argParser(count).default(1))
    .addOption(new Option('--tokens <n>', 'new tokens of each').argParser(count).default(100))
    .option('--eager', 'operation by operation instead of compiled', false)
    .action((options) => commands.decode(options));

  command('base', 'time greedy generations of a GGUF, beside transformers and llama.cpp')
    .addOption(new Option('--gguf <file>', 'its weights, F16 for all to have the same').makeOptionMandatory())
    .addOption(new Option('--tokens <n>', 'new tokens').argParser(count).default(100))
    .addOption(new Option('--threads <n>', 'of those beside us').argParser(count))
    .addOption(rounds())
    .action((options) => commands.base(options));

  command('serve', 'time texts that are written together, and the first token of a prompt that is known')
    .addOption(new Option('--gguf <file>', 'a model’s weights; R1 where it is left out'))
    .addOption(new Option('--streams <n>', 'texts at the same time').argParser(count).default(8))
    .addOption(new Option('--tokens <n>', 'new tokens of each').argParser(count).default(100))
    .action((options) => commands.serve(options));

  command('tokenize', 'time the tokenizers')
    .addOption(megabytes(20))
    .action((options) => commands.tokenize(options));

  command('import', 'time the import of a CSV')
    .addOption(megabytes(100))
    .action((options) => commands.import(options));

  command('startup', 'time the start of the headless shell')
    .addOption(rounds())
    .action((options) => commands.startup(options));

  command('search', 'time the search among made-up vectors, and hold it against the exact one')
    .addOption(new Option('--rows <n>', 'vectors').argParser(count).default(1_000_000))
    .addOption(new Option('--dimensions <n>', 'numbers of each').argParser(count).default(384))
    .addOption(new Option('--queries <n>', 'times that it is asked').argParser(count).default(20))
    .action((options) => commands.search(options));

  command('embed', 'time vectors of texts of 32 tokens, beside sentence-transformers')
    .addOption(new Option('--model <folder>', 'an encoder, with sentence-transformers’ files').makeOptionMandatory())
    .addOption(new Option('--texts <n>', 'texts of a round').argParser(count).default(1024))
    .addOption(rounds())
    .action((options) => commands.embed(options));

  return program;
}
