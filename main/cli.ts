import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { SizeName } from '../shared/domain/architectures/sizes.ts';
import { ConversationForm, ImportEncoding, ImportFormat, TextUnit } from '../shared/domain/datasets/importOptions.ts';
import { FORMAT_KINDS } from '../shared/domain/formats/index.ts';
import { MOST_TRIES, USUAL_TRIES } from '../shared/domain/models/generation.ts';
import { AppError, toAppError } from '../shared/errors/errors.ts';
import { dataCurveCommand } from './cli/dataCurveCommand.ts';
import { EXPORT_FORMATS, exportDatasetCommand, listDatasets } from './cli/datasetCommand.ts';
import { demo } from './cli/demo.ts';
import { doctorCommand } from './cli/doctorCommand.ts';
import { doubtfulLabelsCommand } from './cli/doubtfulLabelsCommand.ts';
import { evaluateCommand } from './cli/evaluateCommand.ts';
import { addFormatOptions, exportCommand, optionHelp } from './cli/exportCommand.ts';
import { generate } from './cli/generate.ts';
import { importCommand, readHeader } from './cli/importCommand.ts';
import { joinWordsCommand } from './cli/joinWordsCommand.ts';
import { keepBaselineCommand } from './cli/keepBaselineCommand.ts';
import { addModel, listModels, removeModel } from './cli/modelCommand.ts';
import { modelsCommand } from './cli/modelsCommand.ts';
import { openCommand } from './cli/openCommand.ts';
import { Output } from './cli/output.ts';
import { predictCommand } from './cli/predictCommand.ts';
import { preflightCommand } from './cli/preflightCommand.ts';
import { addRecipeOptions } from './cli/recipeOptions.ts';
import { givenOptions } from './cli/resumeOptions.ts';
import { runsCommand } from './cli/runsCommand.ts';
import { embedCommand, searchCommand } from './cli/searchCommand.ts';
import { serveCommand } from './cli/serveCommand.ts';
import { serveModelCommand } from './cli/serveModelCommand.ts';
import { openSession, type Session } from './cli/session.ts';
import { addSettingOptions } from './cli/settingOptions.ts';
import { SPLIT_KINDS } from './cli/splitOptions.ts';
import { thresholdsCommand } from './cli/thresholdsCommand.ts';
import { train } from './cli/train.ts';
import { emptyTrash, listTrash, recoverCommand, restoreTrash } from './cli/trashCommand.ts';
import { defaultHome } from './shells/defaultHome.ts';
import { onInterrupts } from './shells/interrupts.ts';

/** Options that every command has. */
interface Common {
  home: string;
  json: boolean;
}

/** Exit code of a command that failed; wrong usage has the conventional 2. */
const FAILED = 1;
const USAGE = 2;

const number = (text: string) => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('not a number');
  return value;
};
const integer = (text: string) => {
  const value = number(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('not a whole number');
  return value;
};
/** A list of column names separated by commas; `\,` is a comma in a name. An empty text is an empty list. */
const list = (text: string) =>
  text === '' ? [] : text.split(/(?<!\\),/).map((part) => part.replaceAll('\\,', ',').trim());

const MUST_CONTAIN =
  'input columns whose values a text must contain: it is written again until it does (default: as it was trained)';
const TRIES = `texts that are written at most until one has them (1 to ${MOST_TRIES}; default: ${USUAL_TRIES})`;

/** What an option that may be given several times was given. */
const append = (text: string, before: string[] = []) => [...before, text];

/** Runs a command against the studio that owns the home, or against a host of its own, and closes it in any case. */
async function withSession(common: Common, work: (session: Session, output: Output) => Promise<void>): Promise<void> {
  const output = new Output(common.json);
  const interrupt = new AbortController();
  onInterrupts(process, ['SIGINT', 'SIGTERM'], {
    first: () => interrupt.abort(),
    again: () => process.exit(FAILED),
  });
  try {
    const session = await openSession(common.home, interrupt.signal);
    try {
      await work(session, output);
    } finally {
      await session.close();
    }
  } catch (thrown) {
    output.error(toAppError(thrown));
    process.exitCode = FAILED;
  }
}

function createProgram(): Command {
  const program = new Command('kindling')
    .description('Trains a small language model of your own from a table of text, on this machine.')
    .version(packageJson.version)
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError()
    .exitOverride();

  const command = (name: string, description: string, parent = program) =>
    parent
      .command(name)
      .description(description)
      .option('--home <dir>', 'data folder of the studio', defaultHome())
      .option('--json', 'one JSON value per line on stdout', false)
      .exitOverride();

  command('import <file>', 'import a table, texts or a folder of texts as a data set')
    .option('--name <name>', 'name of the data set (default: the file name)')
    .addOption(new Option('--format <format>', 'format (default: detected)').choices(ImportFormat.options))
    .option('--encoding <name>', `text encoding (default: detected): ${ImportEncoding.options.join(', ')}`)
    .option(
      '--delimiter <c>',
      'between cells (default: detected): one or more characters, or comma, tab, semicolon, pipe, colon, none',
    )
    .option('--quote <c>', 'around cells (default: detected): ", \' or none')
    .option('--header <answer>', 'whether the first row names the columns: yes, no or auto', readHeader)
    .option('--no-header', 'the same as --header no')
    .option('--header-rows <n>', 'rows that name the columns together (default: detected)', integer)
    .option('--skip-rows <n>', 'lines before the table (default: detected)', integer)
    .addOption(
      new Option('--escape <how>', 'a quote within quotes is doubled or has a backslash (default: detected)').choices([
        'double',
        'backslash',
      ]),
    )
    .option('--table <name>', 'sheet of a workbook, file of an archive or list in a JSON (default: the most likely)')
    .addOption(new Option('--sheet <name>', 'the same as --table').hideHelp())
    .addOption(
      new Option('--unit <unit>', 'one row per file, line or paragraph, when a text is read').choices(TextUnit.options),
    )
    .addOption(
      new Option('--conversations <form>', 'what conversations become (default: messages; of Alpaca, pairs)').choices(
        ConversationForm.options,
      ),
    )
    .action((file: string, options) =>
      withSession(options, (session, output) => importCommand(session, output, { file, ...options })),
    );

  command('doctor', 'check a data set for problems that hurt training')
    .requiredOption('--dataset <id>', 'data set to check')
    .addOption(new Option('--size <size>', 'model size it is checked for').choices(SizeName.options).default('small'))
    .option('--again', 'check again where there is a report already', false)
    .action((options) => withSession(options, (session, output) => doctorCommand(session, output, options)));

  const learning = (name: string, description: string) =>
    addRecipeOptions(command(name, description).option('--dataset <id>', 'data set to train on'), list);

  const trainCommand = learning('train', 'train a model on a data set')
    .addOption(new Option('--size <size>', 'model size').choices(SizeName.options).default('small'))
    .option('--base <id>', 'model to start from, instead of random weights of a size')
    .option(
      '--frozen-body',
      'with --base: read each text once and fit only a linear head for labels (same as --tuning frozen)',
    )
    .option('--steps <n>', 'optimizer steps to train', integer)
    .option('--minutes <m>', 'minutes to train (default: 5)', number)
    .addOption(new Option('--split <kind>', 'how rows are split for validation and testing').choices(SPLIT_KINDS))
    .option('--split-column <column>', 'column of `group`, `stratified` and `column`')
    .option('--validation-share <x>', 'share of rows for validation (default: 0.1)', number)
    .option('--test-share <x>', 'share of rows for testing (default: none)', number)
    .option('--validation-values <values>', 'values of the column for validation, separated by commas', list)
    .option('--test-values <values>', 'values of the column for testing, separated by commas', list)
    .option(
      '--fidelity-field <columns>',
      'input columns that texts are checked for (default: the one like a name)',
      list,
    )
    .option('--name <name>', 'name of the run and its model')
    .option('--resume <run>', 'resume a run from its last checkpoint')
    .option('--from-step <n>', 'with --resume: from the checkpoint of this step instead', integer)
    .option('--extend <n>', 'with --resume: train n more steps', integer)
    .action((options, command) =>
      withSession(options, (session, output) => train(session, output, options, givenOptions(command))),
    );
  addSettingOptions(trainCommand);

  const tryCommand = learning('preflight', 'measure a few steps and estimate the time and memory of training')
    .addOption(new Option('--size <size>', 'model size').choices(SizeName.options).default('small'))
    .option('--base <id>', 'model to start from, instead of random weights of a size (see model list)')
    .addOption(new Option('--steps <n>', 'optimizer steps to train').argParser(integer).conflicts('minutes'))
    .option('--minutes <m>', 'minutes to train (default: 5)', number)
    .action((options) => withSession(options, (session, output) => preflightCommand(session, output, options)));
  addSettingOptions(tryCommand, { costs: true });

  command('runs', 'list the runs with their state, losses and checkpoints').action((options) =>
    withSession(options, (session, output) => runsCommand(session, output)),
  );

  command('models', 'list the models with what they can do').action((options) =>
    withSession(options, (session, output) => modelsCommand(session, output)),
  );

  command('generate', 'generate text with a model')
    .requiredOption('--model <id|folder>', 'a model of the studio, or a Hugging Face folder')
    .addOption(new Option('--prompt <text>', 'raw prompt').conflicts('inputs'))
    .option('--inputs <json>', "fills the model's prompt: a JSON object with a text for each input column")
    .option('--chat <json>', 'messages for a model with a chat template: a JSON list, or what the user says')
    .option('--max-tokens <n>', 'maximum number of tokens to generate', integer)
    .option(
      '--next-words <n>',
      'instead of a text, so many of the most likely next words with their probabilities',
      integer,
    )
    .option('--temperature <t>', '0 is greedy', number)
    .option('--top-k <k>', 'keep the k most likely tokens', integer)
    .option('--top-p <p>', 'keep the most likely tokens up to this probability', number)
    .option('--min-p <p>', 'drop tokens below this share of the most likely one', number)
    .option('--repetition-penalty <x>', 'penalty for tokens already seen', number)
    .option(
      '--stop <text...>',
      'stop sequence: text that ends the generation; \\n, \\t and \\\\ stand for what they do in the window',
    )
    .option('--seed <n>', 'same prompt, seed and settings, same text (default: a new one, which is printed)', integer)
    .option('--must-contain <columns>', MUST_CONTAIN, list)
    .option('--tries <n>', TRIES, integer)
    .action((options) => withSession(options, (session, output) => generate(session, output, options)));

  command('predict', 'tell the label of a text, or of all rows of a table, with a model')
    .requiredOption('--model <id|folder>', 'a model of the studio, or a Hugging Face folder')
    .addOption(new Option('--text <text>', 'the text as it is').conflicts('inputs'))
    .option('--inputs <json>', "fills the model's text: a JSON object with a text for each input column")
    .addOption(new Option('--dataset <id>', 'all rows of a data set').conflicts(['text', 'inputs', 'file']))
    .addOption(new Option('--file <file>', 'all rows of a file that an import reads').conflicts(['text', 'inputs']))
    .option('--explain', 'of one text: says which words moved it, too', false)
    .option('--out <file>', 'of rows: the file to create, .csv, .jsonl or .parquet (default: in the data folder)')
    .action((options) => withSession(options, (session, output) => predictCommand(session, output, options)));

  command('keep-baseline', 'keep the baseline that was trained beside a run as a model of its own')
    .requiredOption('--run <id>', 'a run that tells labels or numbers')
    .option('--name <name>', 'which one, by its name in `baselines` (default: the one that reads the texts)')
    .action((options) => withSession(options, (session, output) => keepBaselineCommand(session, output, options)));

  command('join-words', 'let a classifier predict together with words and a straight line, or alone again')
    .requiredOption('--model <id>', 'a model that tells one label')
    .option('--off', 'alone again', false)
    .action((options) => withSession(options, (session, output) => joinWordsCommand(session, output, options)));

  command('data-curve', 'say what more rows would bring: the small model of a run’s task on parts of its rows')
    .requiredOption('--run <id>', 'a run that tells labels or numbers')
    .action((options) => withSession(options, (session, output) => dataCurveCommand(session, output, options)));

  command('doubtful-labels', 'list the rows of a data set whose label looks wrong')
    .requiredOption('--dataset <id>', 'data set to look at')
    .requiredOption('--column <column>', 'column of the labels')
    .option('--input <columns>', 'columns of the texts, separated by commas (default: the one with the longest)', list)
    .option('--limit <n>', 'rows to list, at most 1000', integer, 100)
    .action((options) => withSession(options, (session, output) => doubtfulLabelsCommand(session, output, options)));

  command('embed', 'make vectors of a column of a table with a model')
    .requiredOption('--model <id|folder>', 'a model to start from, one of the studio, or a Hugging Face folder')
    .addOption(new Option('--dataset <id>', 'all rows of a data set').conflicts('file'))
    .option('--file <file>', 'all rows of a file that an import reads')
    .requiredOption('--column <column>', 'column of texts')
    .option('--out <file>', 'the .npy file to create (default: in the data folder)')
    .action((options) => withSession(options, (session, output) => embedCommand(session, output, options)));

  command('search', 'find the rows of a data set that are most like a text')
    .requiredOption('--dataset <id>', 'data set to search')
    .requiredOption('--query <text>', 'what to look for')
    .option('--model <id|folder|words>', 'what tells how alike texts are (default: the encoder added last, else words)')
    .option('--column <column>', 'column of texts (default: the one with the longest)')
    .option('--top <n>', 'rows to find, at most 100 (default: 10)', integer)
    .action((options) => withSession(options, (session, output) => searchCommand(session, output, options)));

  command('evaluate', 'measure a model on rows that it never trained on')
    .requiredOption('--model <id>', 'model to measure')
    .option('--texts <n>', 'texts to write (default: 100)', integer)
    .option('--seed <n>', 'seed of the texts (default: a new one, which is printed)', integer)
    .option('--field <columns>', 'input columns that the texts are checked for, separated by commas', list)
    .option('--temperature <t>', 'of the texts (default: 0.8)', number)
    .option('--max-tokens <n>', "longest text (default: that of the rows' own)", integer)
    .option('--must-contain <columns>', MUST_CONTAIN, list)
    .option('--tries <n>', TRIES, integer)
    .action((options) => withSession(options, (session, output) => evaluateCommand(session, output, options)));

  command('thresholds', 'show or choose from which probability on a model tells each of its labels')
    .requiredOption('--model <id>', 'a model of several labels')
    .option('--set <label=p>', 'tell a label from this probability on, 0 to 1; may be given several times', append)
    .option('--best', 'choose those with the highest F1 on its held-out rows', false)
    .option('--reset', 'tell all from 0.5 on', false)
    .action((options) => withSession(options, (session, output) => thresholdsCommand(session, output, options)));

  addFormatOptions(
    command('export', 'write a model for other programs')
      .requiredOption('--model <id>', 'model to export')
      .addOption(new Option('--format <format>', 'format (default: hf, linear of a baseline)').choices(FORMAT_KINDS)),
  )
    .option('--option <name=value>', optionHelp(), append)
    .option('--out <dir>', 'folder to create; needed, but with --ollama')
    .option(
      '--ollama [name]',
      'with --format gguf: make the model in the Ollama that answers on this computer, in the place of a folder',
    )
    .option(
      '--check-there',
      'with --format gguf: have the llama.cpp of this computer (llama-server on the path, or KINDLING_LLAMA_SERVER) write texts with the file, and compare',
    )
    .action((options) => withSession(options, (session, output) => exportCommand(session, output, options)));

  command('serve-model', 'serve models over HTTP, in the words of OpenAI’s API, until Ctrl-C')
    .requiredOption('--model <id...>', 'models of the studio, or models to start from')
    .option('--port <p>', 'port to listen on, 0 for a free one (default: 4242)', integer)
    .option('--host <address>', 'address to listen on (default: 127.0.0.1); any other needs a key')
    .option('--api-key-file <file>', 'file with a key that requests need, besides those made in the studio')
    .option(
      '--cors-origin <origin...>',
      'pages that may ask from a browser, such as https://example.com (default: none)',
    )
    .option('--log-prompts', 'keep prompts and answers in the log of requests', false)
    .action((options) => withSession(options, (session, output) => serveModelCommand(session, output, options)));

  const dataset = program.command('dataset').description('work with data sets').exitOverride();

  command('list', 'list the data sets with their columns', dataset).action((options) =>
    withSession(options, (session, output) => listDatasets(session, output)),
  );

  command('export', 'write a data set as a file for other programs', dataset)
    .requiredOption('--dataset <id>', 'data set to export')
    .addOption(new Option('--format <format>', 'format').choices(EXPORT_FORMATS).default('csv'))
    .option('--spreadsheet-safe', 'CSV in which no cell is a formula (such cells get an apostrophe)', false)
    .requiredOption('--out <file>', 'file to create')
    .action((options) => withSession(options, (session, output) => exportDatasetCommand(session, output, options)));

  const model = program.command('model').description('work with models to start from').exitOverride();

  command('add', 'list a model that runs can start from: a Hugging Face folder, a .gguf, or one of a hub', model)
    .argument(
      '<place>',
      'folder or file, used where it lies; or hub:OWNER/NAME[@REVISION][:FILE.gguf], which is downloaded',
    )
    .option('--name <name>', 'name of the model')
    .option('--look', 'of a hub: only say what would be downloaded', false)
    .option('--token-file <file>', 'of a hub: file with an access token (default: the variable HF_TOKEN)')
    .action((place, options) => withSession(options, (session, output) => addModel(session, output, place, options)));

  command('list', 'list the models that runs can start from', model)
    .option('--found', 'also those that other programs keep on this computer', false)
    .action((options) => withSession(options, (session, output) => listModels(session, output, options)));

  command('remove', 'list a model no more; its files stay', model)
    .requiredOption('--model <id>', 'model to forget')
    .action((options) => withSession(options, (session, output) => removeModel(session, output, options)));

  const trash = program.command('trash').description('see, restore or remove for good what was removed').exitOverride();

  command('list', 'what is in the trash', trash).action((options) => withSession(options, listTrash));

  command('restore', 'restore something from the trash', trash)
    .requiredOption('--id <id>', 'its id in the trash')
    .action((options) => withSession(options, (session, output) => restoreTrash(session, output, options)));

  command('empty', 'remove all that is in the trash for good', trash).action((options) =>
    withSession(options, emptyTrash),
  );

  command('recover', 'list again what lies in the data folder, and say what is missing or damaged').action((options) =>
    withSession(options, recoverCommand),
  );

  command('demo', 'import, train, generate and export on the sample data').action((options) =>
    withSession(options, (session, output) => demo(session, output)),
  );

  /** Runs a command that needs no session of its own. */
  const reported = async (json: boolean, work: () => Promise<void>) => {
    try {
      await work();
    } catch (thrown) {
      new Output(json).error(toAppError(thrown));
      process.exitCode = FAILED;
    }
  };

  command('serve', 'open the studio in a browser on this machine')
    .option('--port <p>', 'port to listen on (default: that of last time, or a free one)', integer)
    .action((options) => reported(options.json, () => serveCommand(options)));

  command('open', 'print another address that opens the running studio in a browser once')
    .option('--no-browser', 'only print it')
    .option('--revoke', 'every page that is open needs a new address, too', false)
    .action((options) => reported(options.json, () => openCommand(options)));

  return program;
}

try {
  await createProgram().parseAsync();
} catch (thrown) {
  // Help and version end by an exception, too, with exit code 0. Commander has printed its message already.
  const exitCode = thrown instanceof CommanderError ? thrown.exitCode : FAILED;
  process.exitCode = exitCode === 0 ? 0 : USAGE;
  if (exitCode !== 0 && process.argv.includes('--json')) {
    const problem = thrown instanceof Error ? thrown.message : String(thrown);
    new Output(true).error(new AppError('bad_input', { path: 'command line', problem }));
  }
}
