import { app, type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import { IMPORT_EXTENSIONS } from '../../shared/domain/datasets/importOptions.ts';
import { fillPlaceholders, toAppError } from '../../shared/errors/errors.ts';
import type { NativePicker } from '../host/services/context.ts';
import { type ShellTexts, shellLanguage, textsOf } from './texts.ts';

/** Native dialogs for files and folders, modal to the window. */
export function nativePicker(window: () => BrowserWindow | undefined, texts: () => ShellTexts): NativePicker {
  const pick = async (options: OpenDialogOptions): Promise<string | null> => {
    const owner = window();
    const { canceled, filePaths } = await (owner
      ? dialog.showOpenDialog(owner, options)
      : dialog.showOpenDialog(options));
    return canceled ? null : (filePaths[0] ?? null);
  };
  return {
    file: (what) =>
      pick({
        title: what === 'model' ? texts().pickModel : texts().pickFile,
        properties: ['openFile'],
        filters: [
          what === 'model'
            ? { name: texts().models, extensions: ['gguf'] }
            : { name: texts().tables, extensions: [...IMPORT_EXTENSIONS] },
          { name: texts().allFiles, extensions: ['*'] },
        ],
      }),
    folder: () => pick({ title: texts().pickFolder, properties: ['openDirectory', 'createDirectory'] }),
  };
}

/** Says in the system's language why there will be no window; the user's own setting lies in the database that did not open. */
export function showStartError(thrown: unknown): void {
  const error = toAppError(thrown);
  const texts = textsOf(shellLanguage('system', app.getPreferredSystemLanguages()));
  const translated = texts.startErrors[error.code];
  dialog.showErrorBox(
    texts.startFailed,
    translated === undefined ? error.message : fillPlaceholders(translated, error.details),
  );
}

export type TrainingChoice = 'background' | 'stop' | 'cancel';
const TRAINING_CHOICES: readonly TrainingChoice[] = ['background', 'stop', 'cancel'];

/** Asks what becomes of a training that is going on when the user closes the studio. @param leavesModel whether there is one to keep when it is stopped */
export async function askAboutTraining(
  window: BrowserWindow | undefined,
  { training }: ShellTexts,
  leavesModel: boolean,
): Promise<TrainingChoice> {
  const options = {
    type: 'question' as const,
    message: training.message,
    detail: training.detail,
    buttons: TRAINING_CHOICES.map((choice) => training[choice === 'stop' && !leavesModel ? 'stopAlone' : choice]),
    defaultId: TRAINING_CHOICES.indexOf('background'),
    cancelId: TRAINING_CHOICES.indexOf('cancel'),
    noLink: true,
  };
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
  return TRAINING_CHOICES[response] ?? 'cancel';
}
