import { AppError } from '../../../shared/errors/errors.ts';
import type { ImportSource } from './importSource.ts';

const TEXT = /\.(txt|text|md|markdown)(\.gz)?$/i;
/** A drop of a disk is a mistake. */
const MOST_FILES = 10_000;

/** Texts that were chosen together are one data set; tables are one each. */
export function sourcesOf(files: readonly File[]): ImportSource[] {
  const [first] = files;
  if (first && files.length > 1 && files.every(({ name }) => TEXT.test(name))) {
    return [{ kind: 'texts', files, name: first.name }];
  }
  return files.map((file) => ({ kind: 'file', file }));
}

/**
 * What was dropped. A browser gives no path to a folder, so its texts are collected; the desktop application has one,
 * and the host reads the folder.
 *
 * @throws AppError `folder_no_texts`, `folder_too_many_files`
 */
export async function droppedSources(data: DataTransfer, hasPaths: boolean): Promise<ImportSource[]> {
  const files = [...data.files];
  // Entries are gone after the event, so they are taken before anything is awaited.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  const folders = entries.filter((entry): entry is FileSystemDirectoryEntry => entry?.isDirectory === true);
  if (folders.length === 0 || hasPaths) return sourcesOf(files);
  const names = new Set(folders.map(({ name }) => name));
  const sources = sourcesOf(files.filter(({ name }) => !names.has(name)));
  for (const folder of folders) {
    const texts = await textsOf(folder);
    sources.push(textsSource(texts, folder.name));
  }
  return sources;
}

/**
 * The texts of a folder that was chosen in a browser, which hands over all of its files.
 *
 * @throws AppError `folder_no_texts`, `folder_too_many_files`
 */
export function folderSource(files: readonly File[]): ImportSource {
  const name = files[0]?.webkitRelativePath.split('/')[0] ?? '';
  return textsSource(inOrder(files.filter((file) => TEXT.test(file.name))), name);
}

function textsSource(files: readonly File[], name: string): ImportSource {
  if (files.length === 0) throw new AppError('folder_no_texts', { file: name });
  if (files.length > MOST_FILES) throw new AppError('folder_too_many_files', { file: name, limit: MOST_FILES });
  return { kind: 'texts', files, name };
}

const inOrder = (files: File[]): File[] => files.sort((a, b) => (a.name < b.name ? -1 : 1));

async function textsOf(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const found: File[] = [];
  const visit = async (directory: FileSystemDirectoryEntry): Promise<void> => {
    const reader = directory.createReader();
    for (;;) {
      // A reader gives its entries in parts, and none when it is through.
      const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (entries.length === 0) return;
      for (const entry of entries) {
        if (found.length > MOST_FILES) return;
        if (entry.isDirectory) await visit(entry as FileSystemDirectoryEntry);
        else if (TEXT.test(entry.name)) {
          found.push(
            await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
          );
        }
      }
    }
  };
  await visit(folder);
  return inOrder(found);
}
