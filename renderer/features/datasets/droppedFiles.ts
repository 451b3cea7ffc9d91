import type { ImportSource } from './importStore.ts';

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
    if (texts.length > 0) sources.push({ kind: 'texts', files: texts, name: folder.name });
  }
  return sources;
}

async function textsOf(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const found: File[] = [];
  const visit = async (directory: FileSystemDirectoryEntry): Promise<void> => {
    const reader = directory.createReader();
    for (;;) {
      // A reader gives its entries in parts, and none when it is through.
      const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (entries.length === 0) return;
      for (const entry of entries) {
        if (found.length >= MOST_FILES) return;
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
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
