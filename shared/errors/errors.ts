import { wordDetails } from './errorWords.ts';
import type { Json } from './json.ts';

/**
 * Every failure that can reach a user, with its English text. `{{name}}` is filled from the error's details.
 * The renderer's translations have the same keys, which a test checks.
 */
export const ERROR_MESSAGES = {
  internal: 'Something went wrong inside Kindling: {{message}}',
  bad_input: 'The request is not valid: {{path}}: {{problem}}',
  request_too_large: 'This is more than can be sent at once (at most {{limit}} MB). Make it smaller, or use a file.',
  answer_too_large:
    'The answer has {{megabytes}} MB, and at most {{limit}} MB can be sent at once. Ask for less at a time.',
  unknown_method: 'There is no method {{method}}.',
  not_found: 'There is no {{kind}} with id {{id}}.',
  in_trash: 'The {{kind}} “{{name}}” is in the trash. Restore it there first.',
  row_unreadable: 'This version of Kindling cannot read what is stored of the {{kind}} {{id}}: {{problem}}',
  cancelled: 'Cancelled.',
  forbidden: 'Not allowed: {{what}}',
  unauthorized: 'This page has no key to the studio. Open the address that Kindling prints.',
  upload_stalled: 'The upload of {{file}} stopped: nothing came for {{seconds}} seconds. Try again.',
  port_in_use: 'Port {{port}} is in use by another program. Choose another one, or leave it out to get a free one.',
  server_needs_key:
    'The server cannot listen on {{host}} without a key: others on the network could use your models. Make a key first.',
  server_address_unknown:
    'The server cannot listen on {{host}}: this computer has no such address ({{problem}}). Use 127.0.0.1 for this computer alone, or 0.0.0.0 for all of its addresses.',
  server_keys_unreadable:
    'The keys of the server cannot be read from {{file}}. The file is kept as it is. Correct it, or move it away and make new keys.',
  server_key_weak:
    'The key of the file is too weak: it must have {{needed}} to 500 visible characters, without spaces.',
  server_running: 'The server is on already, at {{url}}. Switch it off first, or ask it there.',
  server_models_none: 'No model is served. Switch on “Serve this model” on the page of a model first.',
  not_running: 'No studio that a browser could open runs on {{home}}. Start one with “npm start”.',
  node_too_old:
    'Kindling runs on Node {{needed}} or newer, and this is Node {{found}}. “npm start” and “npm run -s kindling” bring their own.',
  page_not_loaded: 'This page could not be loaded from the studio. Try again once the connection is back.',
  connection_lost: 'The connection to the studio was lost. Reconnecting automatically.',
  home_in_use:
    'The folder {{home}} is in use by another Kindling (process {{pid}}). Close it, or choose another folder.',
  database_corrupt: 'The database {{file}} is damaged. It was moved to {{quarantine}}.',
  database_damaged:
    'The database {{file}} is damaged. Close Kindling and open it again: it is then moved away, and what lies in the data folder is listed again.',
  database_newer:
    'The database {{file}} was written by a newer Kindling (version {{version}}). Update Kindling to open it.',
  file_not_found: 'There is no file {{file}}.',
  folder_not_found: 'There is no folder {{folder}}.',
  file_no_permission: '{{file}} cannot be read: permission denied.',
  file_unreadable: '{{file}} cannot be read: {{problem}}',
  file_not_regular: '{{file}} is not read: it is a {{fileType}}, not a file.',
  file_empty: '{{file}} is empty.',
  file_not_text: '{{file}} does not look like a table or a text.',
  file_encoding_unknown:
    'The text encoding of {{file}} cannot be detected (byte {{byte}}). Save it as UTF-8 and try again.',
  file_no_rows: '{{file}} has no usable row: {{rejected}} were rejected, the first on line {{line}} ({{reason}}).',
  file_too_many_columns: '{{file}} has {{columns}} columns; at most {{limit}} can be imported.',
  folder_no_texts: 'The folder {{file}} has no text files (.txt or .md) in it.',
  folder_too_many_files: '{{file}} has too many files in it; at most {{limit}} can be read.',
  archive_broken: '{{file}} is damaged and cannot be unpacked.',
  archive_encrypted: '{{file}} is protected by a password. Unpack it first.',
  archive_no_table: 'The archive {{file}} has neither a table nor a text in it.',
  archive_too_large: '{{file}} was not unpacked: it becomes more than {{megabytes}} MB.',
  import_too_large: '{{file}} was not imported: its rows take more than {{megabytes}} MB, far more than the file has.',
  import_too_slow: '{{file}} was not imported: after {{seconds}} s of work there was no end of it.',
  file_page_too_large:
    'The page {{file}} is too large: a table on a page can have at most {{megabytes}} MB. Save it as CSV.',
  file_old_workbook: '{{file}} is a workbook of an old kind. Open it in a spreadsheet program and save it as .xlsx.',
  table_unknown: 'There is no table “{{table}}” in the file. There are: {{tables}}.',
  workbook_invalid: '{{file}} is not a workbook that can be read: {{problem}}',
  workbook_too_large: 'The workbook {{file}} has more than {{megabytes}} million characters. Save the sheet as CSV.',
  json_columns_too_large:
    '{{file}} has its table column by column, which is read as a whole: at most {{megabytes}} MB. Save it row by row, as JSON Lines.',
  parquet_invalid: '{{file}} is not a Parquet file that can be read: {{problem}}',
  parquet_group_too_large:
    'The Parquet file {{file}} has a row group of {{megabytes}} MB; at most {{limit}} MB can be read. Write it with smaller row groups.',
  cell_has_nul: 'A cell of “{{column}}” has a NUL character in it, which cells cannot hold. Remove it.',
  dataset_missing: 'The file of the data set is not there: {{file}}. Put it back, or remove the data set.',
  dataset_damaged:
    'The file of the data set is damaged: {{file}} ({{problem}}). Put a copy of it back, or import the data again.',
  dataset_would_be_empty: 'Nothing would be left of the data set.',
  dataset_changing: 'The data set “{{name}}” is being changed. Wait until that is done.',
  nothing_to_undo: 'There is nothing to undo.',
  nothing_to_redo: 'There is nothing to redo.',
  version_in_use: 'Version {{version}} cannot be removed: it is the current one, or a run has used it.',
  disk_full: 'There is no room left on the disk of {{path}}. Free some space and try again.',
  write_failed: '{{path}} cannot be written: {{problem}}',
  template_no_column: 'The template names no column. Use at least one, such as {{example}}.',
  template_too_long:
    'The template is too long: {{characters}} characters and {{fields}} fields; at most {{mostCharacters}} and {{mostFields}} can be used.',
  column_unknown: 'The data set has no column “{{column}}”. It has: {{columns}}.',
  column_name_taken: 'There is a column “{{name}}” already. Choose another name.',
  recipe_no_text_column: 'The data set has no column with text to learn from.',
  recipe_output_is_input: 'Column “{{column}}” cannot be both input and output.',
  recipe_keeps_no_input: 'A text cannot be asked to keep “{{column}}”: it is not an input. Inputs: {{inputs}}.',
  recipe_input_unused: 'The prompt template does not use the input column “{{column}}”.',
  too_little_text:
    'There is too little text to train on: {{tokens}} tokens in {{documents}} rows; at least {{needed}} tokens in 2 rows are needed.',
  prompts_too_long:
    'The prompt of every row fills the context: the shortest has {{shortest}} tokens, and {{limit}} leave room for an answer. Choose a context of {{needed}}, let prompts be cut from the left (truncation_side), or use fewer input columns.',
  split_empty:
    'With this split no row would be left for {{split}} ({{why}}). Choose other shares, another column or other values.',
  loss_not_finite: 'The loss became {{loss}} at step {{step}}. Try a smaller learning rate than {{learning_rate}}.',
  checkpoint_invalid: 'The checkpoint {{path}} cannot be used: {{problem}}',
  base_changed:
    'The run was trained on top of another model than the one that is given now (checkpoint {{path}}). It resumes only with the model that it was started from.',
  target_modules_unknown: 'No layer of the model is called {{name}}. LoRA can adapt: {{known}}; or all-linear.',
  checkpoints_unusable:
    'None of the checkpoints of this run can be used ({{problem}}). They were left as they are in {{path}}. Put the folder back from a copy, or start again as a new run.',
  run_folder_missing:
    'The folder of this run, {{path}}, is not there any more, and its checkpoints with it. Put it back, or start again as a new run.',
  run_data_damaged:
    'The prepared data of this run is damaged ({{file}}: {{problem}}), and could not be made again. Start again as a new run.',
  run_done: 'The run “{{name}}” has used up its budget. Extend it to train more.',
  run_no_checkpoint: 'The run “{{name}}” has no checkpoint to resume from.',
  run_no_such_checkpoint: 'The run “{{name}}” has no checkpoint of step {{step}}. It has: {{steps}}.',
  run_not_waiting: 'The run “{{name}}” is not queued.',
  run_active: 'The run “{{name}}” is still training. Stop it first.',
  run_not_active: 'The run “{{name}}” is not training.',
  run_interrupted:
    'The studio was closed while this run was training, at step {{step}}. It can be resumed from step {{checkpoint}}.',
  run_interrupted_early: 'The studio was closed before this run had begun to train.',
  dataset_in_use:
    'The run “{{run}}” ({{state}}) still needs this data set: it has not read it yet. Let it run until it trains, or remove the run first.',
  worker_died: 'The {{worker}} process ended unexpectedly ({{how}}). Nothing that was stored is lost.',
  out_of_memory: 'The {{worker}} process ran out of memory. Choose a smaller size, batch size or context length.',
  run_does_not_fit:
    'This training needs at least {{needed}} of {{resource}}, and {{available}} are free. What fits: size {{size}}, batch {{per_device_train_batch_size}} × {{gradient_accumulation_steps}}, context {{context_length}}.',
  nothing_fits:
    'This training needs at least {{needed}} of {{resource}}, and {{available}} are free. No smaller one fits either.',
  engine_unavailable: 'The engine {{engine}} is not available: {{reason}}',
  engine_install_failed: 'The native engine could not be installed: {{reason}}',
  folder_no_model: 'The folder {{folder}} holds no model: it has no config.json and no .gguf.',
  folder_has_gguf: 'The folder {{folder}} has no config.json. To add {{file}}, which lies in it, choose that file.',
  model_invalid: '{{path}} is not a model that Kindling can load: {{problem}}',
  model_architecture_unsupported:
    '{{path}} is a model of the architecture “{{architecture}}”, which Kindling cannot load. It can load: {{known}}.',
  model_setting_unsupported:
    '{{path}} cannot be loaded: it says {{setting}} = {{value}}, and Kindling can do {{known}}.',
  model_tensor_unsupported:
    '{{path}} cannot be loaded: its tensor {{tensor}} of shape {{shape}} is stored as {{dtype}}. Kindling reads {{known}}.',
  model_tokenizer_unsupported:
    '{{path}} cannot be loaded: the {{part}} of its tokenizer is “{{value}}”. Kindling knows {{known}}.',
  model_pickled:
    '{{path}} has its weights in {{file}} only. Such a file can run programs when it is read, so Kindling does not read it. Save the model as safetensors.',
  model_has_no_chat: 'This model has no chat template: it continues texts. Give it a prompt.',
  model_has_no_tools:
    'The chat template of this model has no place for tools. Leave them out, ask for JSON by a schema instead, or take a model whose template has them.',
  chat_template_failed: 'The chat template of the model failed: {{problem}}',
  chat_template_unstable:
    'The chat template of the model writes message {{turn}} otherwise once others follow it, so that nobody can say which tokens are the answer. Train with the template of the studio instead (--chat-template default), or start from another model.',
  base_missing:
    'The model “{{name}}” that this was trained on top of is not at {{path}} any more ({{problem}}). Put it back, or add it again where it is now. What was trained is kept.',
  base_not_same:
    'The model at {{path}} is not any more the one that “{{name}}” was when this was trained on top of it. Put that one back. What was trained is kept.',
  model_too_large: '{{path}} needs {{needed}} of memory for its weights alone; this machine has {{available}}.',
  hub_id_invalid:
    '“{{id}}” does not name a model on a hub. Write owner/name, owner/name:FILE.gguf, or the address of its page.',
  hub_unreachable:
    '{{hub}} cannot be reached: {{problem}}. Check the connection and try again; what was downloaded is kept.',
  hub_failed: '{{hub}} answered with the error {{status}}. Try again later; what was downloaded is kept.',
  hub_busy:
    '{{hub}} got too many requests from here. Try again in {{seconds}} seconds; with an access token it allows more. What was downloaded is kept.',
  hub_answer_invalid:
    '{{hub}} answered with something that is not understood: {{problem}}. Check the address of the hub in the settings.',
  hub_not_found: 'There is no model “{{id}}” on {{hub}}. Check how it is written.',
  hub_token_needed:
    'There is no model “{{id}}” on {{hub}}, or it is not for everybody. Check how it is written. If it is yours or was given to you, set an access token.',
  hub_token_refused:
    '{{hub}} does not accept the access token. Make a new one on its page, with the right to read, and set it.',
  hub_gated:
    '“{{id}}” is given only to those who have agreed to its terms. Open {{page}}, agree there, and set an access token of the same account.',
  hub_revision_gone:
    '“{{id}}” has no revision {{revision}} any more on {{hub}}. Discard the download, look at the model again and download it as it is now.',
  hub_changed: '{{file}} on {{hub}} is not any more what you agreed to. Look at the model again.',
  hub_file_mismatch:
    '{{file}} arrived damaged: its hash is {{found}} instead of {{expected}}. It was removed. Try again; if it happens again, the hub or a program on the way changes it.',
  hub_no_model: '“{{id}}” has no weights in safetensors or GGUF.',
  hub_file_missing: 'The model has no {{file}}, without which it cannot be used.',
  hub_file_unknown: '“{{id}}” has no file “{{file}}”. It has: {{known}}.',
  hub_choose_file:
    '“{{id}}” has several files, each a model by itself. Name one, as in owner/name:FILE.gguf. It has: {{known}}.',
  hub_quant_unsupported: 'The weights in {{file}} are stored as {{quant}}. Kindling reads {{known}}.',
  hub_no_room:
    'The download needs {{needed}} more on the disk of {{path}}, and {{available}} are free. Free some space, then resume.',
  hub_token_invalid:
    'This is no access token: it may have only letters, digits and signs, without spaces. Copy it again from the page of the hub.',
  hub_token_in_the_open:
    '{{hub}} is not encrypted: others could read an access token on the way. Use an address that begins with https.',
  token_unknown: 'There is no token {{token}}: the vocabulary of the model has {{tokens}}, counted from 0.',
  schema_not_supported:
    'The schema has “{{keyword}}” at {{path}}, which is not followed while a text is written. Leave it out, and check it afterwards.',
  call_not_supported:
    'The parameters of “{{function}}” have “{{keyword}}” at {{path}}, which is not followed while a call is written. Leave it out and check it afterwards, or leave the choice to the model.',
  call_invalid: 'The parameters of “{{function}}” are not valid at {{path}}: {{problem}}',
  schema_invalid: 'The schema is not valid at {{path}}: {{problem}}',
  prompt_too_long: 'The prompt has {{tokens}} tokens, but the model’s context holds {{limit}}. Shorten the prompt.',
  prompt_inputs_missing: 'The model’s prompt needs a value for “{{column}}”.',
  no_held_out_rows:
    '“{{name}}” cannot be measured: the rows that it was not trained on are not known any more, or its data set is gone.',
  conversations_none:
    'No row of “{{column}}” is a conversation that this model can learn from. {{rows}} rows: {{flaw}} {{value}}. Choose another column, or put the rows right.',
  conversations_left_out: '{{rows}} rows of “{{column}}” are left out, the first is row {{row}}: {{flaw}} {{value}}',
  conversations_cut:
    '{{rows}} conversations are longer than the context of {{limit}} tokens: their oldest turns are left out. A larger context takes more of them.',
  curve_too_few:
    'There are {{rows}} rows to learn from; at least {{needed}} are needed, so that a tenth of them says something.',
  map_too_few: 'A map needs {{needed}} rows with a text at least; there are {{rows}}.',
  labels_too_few:
    'There is too little in “{{column}}” to judge its labels by: {{rows}} rows have one. At least {{needed}} rows with two different labels are needed.',
  labels_none: 'The column “{{column}}” has no label: all of its cells are empty. Choose another one.',
  labels_one: 'Every row of “{{column}}” has the label “{{label}}”. A model needs two different ones at least.',
  labels_all_different:
    '“{{column}}” has {{labels}} different values in {{rows}} rows, so these are no labels. Choose a column whose values come again.',
  labels_empty:
    '{{rows}} rows have no label in “{{column}}” and are left out of training and measuring. Fill them in to learn from them.',
  labels_single:
    'No cell of “{{column}}” has several labels with “{{delimiter}}” between them: every row has one. Say what stands between them, or learn one label of each row.',
  labels_not_yes_or_no:
    'Cells of {{column}} that say neither yes (1, true, yes) nor no (0, false, no, empty): {{count}} ({{examples}}). They count as no. Correct them to learn from them.',
  labels_alike:
    'Labels in “{{column}}” that differ only by case or spaces are learned as different ones: {{labels}} ({{groups}} such groups). Replace them by one if the same is meant.',
  labels_rare:
    'Labels in “{{column}}” with fewer than {{rows}} rows, too few to learn or to measure: {{count}} ({{labels}}). Add rows, or join them with others.',
  scores_none:
    'The column “{{column}}” has no number in any row; its first cell is “{{example}}”. Choose a column of numbers.',
  scores_one: 'Every row of “{{column}}” has the number {{value}}. A model needs two different ones at least.',
  scores_too_few:
    'Only {{rows}} rows have a number in “{{column}}”; {{needed}} at least are needed to learn from and to measure on. Add rows.',
  scores_empty:
    'Rows without a number in “{{column}}”: {{count}}. They are left out of training and measuring. Fill them in to learn from them.',
  scores_not_numbers:
    'Cells of “{{column}}” that are not numbers: {{count}} ({{examples}}). Their rows are left out. Correct them to learn from them.',
  users_too_few:
    'Only {{users}} values of “{{column}}” have two events or more; {{needed}} at least are needed to learn from and to measure on. Add events, or choose the column with the users.',
  items_too_few:
    '“{{column}}” has {{items}} different values; {{needed}} at least are needed for ten to be recommended. Add events, or choose the column with the items.',
  users_one_event:
    'Users in “{{column}}” with a single event: {{count}}. Nothing follows it, so they teach only what is common, and are not measured on.',
  events_repeated:
    'Events of an item that the same user had before: {{count}}. They are left out: what is recommended is new to a user.',
  events_incomplete: 'Rows without a user or an item: {{count}}. They are left out.',
  events_disliked:
    'Events with a “{{column}}” below {{least}}: {{count}}. They are left out, so that recommendations are learned from what was liked. Ratings go from {{lowest}} to {{highest}}.',
  times_unreadable:
    '{{count}} cells of “{{column}}” are no times, such as “{{example}}” in row {{row}}. Correct them, or choose no column for the time: the order of the rows counts then.',
  fields_seldom_kept:
    'Only {{percent}} of 100 answers contain their “{{column}}”: a model trained on these learns to leave it out.',
  rows_left_out:
    '{{left}} of {{rows}} rows are left out of training, because their text does not contain {{columns}}; {{kept}} remain. Validation is on all rows that the split keeps for it.',
  keep_leaves_too_few:
    'Only {{kept}} of {{rows}} rows have a text that contains {{columns}}: too few to learn from. Train on all rows, and have texts written again until they contain it.',
  model_other_task: 'This model was trained for another task: {{task}}, not {{asked}}.',
  model_not_explained: 'Only what models of labels and numbers say can be explained by words.',
  label_unknown: 'The model does not tell the label “{{label}}”. It tells: {{labels}}.',
  model_writes_texts: 'This model writes texts ({{task}}): rows are filled in by models that tell a label or a number.',
  model_is_encoder:
    '“{{name}}” is an encoder ({{architecture}}): it says how alike texts are, and cannot write any. Choose a model that writes, or use “kindling search” with this one.',
  model_has_no_inputs: 'This model continues text and has no input fields. Give it a prompt.',
  format_does_not_fit: 'This model cannot be exported as {{format}}: {{problem}}',
  graph_not_possible:
    'This model cannot be exported as {{format}}: a part of what it computes cannot be written there ({{problem}}). Export it as a Hugging Face folder.',
  gguf_architecture_differs:
    'This model cannot be exported as GGUF: llama.cpp computes {{architecture}} otherwise than its configuration says. Export it as a Hugging Face folder or as ONNX.',
  gguf_tokenizer_unsupported:
    'This model cannot be exported as GGUF: llama.cpp has nothing like the {{part}} of its tokenizer, “{{value}}”. It has {{known}}. Export it as a Hugging Face folder or as ONNX.',
  ollama_unreachable: 'No Ollama answers at {{address}} ({{problem}}). Start Ollama, and try again.',
  ollama_not_local:
    'OLLAMA_HOST is {{address}}, which is not this computer. Models are given to an Ollama on this computer only: leave it out, or use the commands.',
  ollama_other_program: 'What answers at {{address}} is no Ollama ({{problem}}). Look which program it is.',
  ollama_name_taken:
    'Ollama has a model “{{name}}” already. Choose another name, or remove that one with “ollama rm {{name}}”.',
  ollama_refused: 'The Ollama at {{address}} refused the model: {{problem}}',
  ollama_disk_full: 'The disk on which Ollama keeps its models is full: {{problem}}. Make room, and try again.',
  ollama_gone: 'The Ollama at {{address}} did not finish ({{problem}}). Look whether it still runs, and try again.',
  llama_server_missing:
    'llama.cpp was not found on this computer. Install it (“brew install llama.cpp”, “winget install llama.cpp”, or a download from its page), so that llama-server is on the path, or have KINDLING_LLAMA_SERVER name the program, and start Kindling again.',
  llama_server_unusable:
    '{{program}} could not be used as llama.cpp’s server: {{problem}}. Start it with --version yourself, or have KINDLING_LLAMA_SERVER name another one.',
  llama_server_refused:
    'llama.cpp {{version}} did not load the file: {{problem}}. A newer llama.cpp may know more models.',
  llama_server_died:
    'llama.cpp {{version}} ended while it was asked ({{how}}): {{problem}}. Try again; with less at work, there is more memory.',
  llama_server_other_answer:
    'llama.cpp {{version}} answered something else than it was asked: {{problem}}. A newer one may do.',
  llama_server_port_taken: 'Another program takes each port that llama.cpp is given ({{port}} at last). Try again.',
  llama_server_slow:
    'llama.cpp {{version}} did not answer for {{seconds}} s, and was ended. Try again with less at work.',
  export_unknown:
    'Nothing that can be checked was exported to {{path}} since Kindling was started. Export the model again.',
  export_not_verified: 'The exported model does not give the same results (difference {{difference}}). It was removed.',
  weight_too_large:
    'A weight of {{tensor}} is {{value}}; {{dtype}} holds numbers up to {{most}}. Export as BF16 or F32.',
  file_exists: '{{path}} exists already. Choose another name.',
  target_exists: '{{path}} exists already and is not empty. Choose another folder.',
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof ERROR_MESSAGES;
export type ErrorDetails = Record<string, Json>;

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_MESSAGES, code);

/** Fills `{{name}}` placeholders; one that has no detail stays visible. */
export function fillPlaceholders(text: string, details: ErrorDetails): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    Object.hasOwn(details, name) ? formatDetail(details[name] as Json) : whole,
  );
}

function formatDetail(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An offending value may be a whole file; so many characters of it say which one it is. */
const MOST_OF_DETAIL = 4096;

const cutDetails = (details: ErrorDetails): ErrorDetails =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > MOST_OF_DETAIL ? `${value.slice(0, MOST_OF_DETAIL)}…` : value,
    ]),
  );

/** A failure that the user can be told about: a code of a closed list, and the offending values. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    const told = cutDetails(details);
    super(fillPlaceholders(ERROR_MESSAGES[code], wordDetails(told)), options);
    this.code = code;
    this.details = told;
  }
}

const FULL: readonly string[] = ['ENOSPC', 'EDQUOT'];

/** Errors of Node's file calls; those on an open file name no path, those on two files name the second one, too. */
interface SystemError extends Error {
  code: string;
  path?: string;
  dest?: string;
}

const isSystemError = (thrown: unknown): thrown is SystemError =>
  thrown instanceof Error && 'syscall' in thrown && 'code' in thrown && typeof thrown.code === 'string';

/** Turns anything thrown into an `AppError`; what has no code becomes `internal`, an abort becomes `cancelled`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return new AppError('cancelled', {}, { cause: thrown });
  // Wherever it was met: a full disk or a quota that is used up.
  if (isSystemError(thrown) && FULL.includes(thrown.code)) {
    return new AppError('disk_full', { path: thrown.dest ?? thrown.path ?? '' }, { cause: thrown });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('internal', { message }, { cause: thrown });
}
