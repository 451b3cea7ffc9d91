import { toast } from 'sonner';
import { useHostInfo, useStudio } from '../../api/index.ts';
import { useErrorText } from '../../i18n/errorText.ts';
import { useImports } from './importStore.ts';

/** The ways to start an import. */
export function useImport() {
  const studio = useStudio();
  const errorText = useErrorText();
  const { data: host } = useHostInfo();
  const add = useImports((store) => store.add);

  const importFiles = (files: Iterable<File>) =>
    add(
      studio,
      Array.from(files, (file) => ({ kind: 'file', file })),
    );

  const pickWithDialog = async () => {
    try {
      const picked = await studio.files.pickFile({});
      if (picked) add(studio, [{ kind: 'picked', picked }]);
    } catch (error) {
      toast.error(errorText(error));
    }
  };

  return {
    importFiles,
    importSample: () => add(studio, [{ kind: 'sample' }]),
    /** Lets the user choose a file: with the native dialog where there is one, else with the browser's. */
    chooseFile: () => (host?.canPickFiles ? void pickWithDialog() : chooseInBrowser(importFiles)),
  };
}

function chooseInBrowser(onFiles: (files: Iterable<File>) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = '.csv,.tsv,.txt,.tab,text/csv,text/tab-separated-values,text/plain';
  input.addEventListener('change', () => onFiles(input.files ?? []));
  input.click();
}
