import { IMPORT_EXTENSIONS } from '../../../shared/domain/datasets/importOptions.ts';
import { SAMPLE_TASKS, type TaskId } from '../../../shared/domain/tasks/sampleTask.ts';
import { useHostInfo, useStudio } from '../../api/index.ts';
import { useErrorText } from '../../i18n/errorText.ts';
import { errorToast } from '../../ui/errorToast.ts';
import { droppedSources, folderSource, sourcesOf } from './droppedFiles.ts';
import type { ImportSource } from './importSource.ts';
import { useImports } from './importStore.ts';

/** The ways to start an import. With `ask`, how the file is read is shown before, even if all is plain. */
export function useImport() {
  const studio = useStudio();
  const errorText = useErrorText();
  const { data: host } = useHostInfo();
  const addSources = useImports((store) => store.add);
  const add = (sources: readonly ImportSource[], ask = false) => addSources(studio, sources, ask);

  const reported = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      errorToast(errorText(error));
    }
  };
  const pickWithDialog = async (ask: boolean) => {
    const picked = await studio.files.pickFile({});
    if (picked) add([{ kind: 'picked', picked }], ask);
  };
  const pickFolderWithDialog = async () => {
    const picked = await studio.files.pickFolder({});
    // The host finds out how much is in it.
    if (picked) add([{ kind: 'picked', picked: { ...picked, bytes: 0 } }]);
  };
  const importText = (text: string) => {
    if (text.trim() !== '') add([{ kind: 'pasted', text }]);
  };

  return {
    importDropped: (data: DataTransfer) =>
      void reported(async () => add(await droppedSources(data, host?.shell === 'electron'))),
    importPasted: (data: DataTransfer) =>
      data.files.length > 0 ? add(sourcesOf([...data.files])) : importText(data.getData('text/plain')),
    importText,
    /** The products, or the sample of a task, whose form is opened then. */
    importSample: (task: TaskId | null = null) =>
      add([{ kind: 'sample', sample: task === null ? 'products' : SAMPLE_TASKS[task].sample, task }]),
    /** Lets the user choose a folder of texts, which become one data set. */
    chooseFolder: () => {
      if (host?.canPickFiles) void reported(pickFolderWithDialog);
      else chooseInBrowser((files) => void reported(async () => add([folderSource([...files])])), 'folder');
    },
    /** Lets the user choose a file: with the native dialog where there is one, else with the browser's. */
    chooseFile: (ask = false) => {
      if (host?.canPickFiles) void reported(() => pickWithDialog(ask));
      else chooseInBrowser((files) => add(sourcesOf([...files]), ask), 'files');
    },
  };
}

function chooseInBrowser(onFiles: (files: Iterable<File>) => void, what: 'files' | 'folder'): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  if (what === 'folder') input.webkitdirectory = true;
  else input.accept = IMPORT_EXTENSIONS.map((extension) => `.${extension}`).join(',');
  input.addEventListener('change', () => onFiles(input.files ?? []));
  input.click();
}
