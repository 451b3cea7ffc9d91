/** Hands a file to the user: to the downloads of a browser, or to where the desktop's dialog says. */
export function download(content: Blob, fileName: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // Not at once: the download may only begin after this task.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A name that every file system takes. */
export function fileNameOf(runName: string, what: string, extension: string): string {
  const clean = (text: string) =>
    text
      .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ')
      .replace(/\s+/gu, ' ')
      .trim()
      .slice(0, 80);
  return `${clean(runName) || 'run'} - ${clean(what)}.${extension}`;
}
