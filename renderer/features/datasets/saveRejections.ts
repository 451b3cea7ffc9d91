import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import type { Studio } from '../../api/index.ts';

const PAGE = 500;

/** Hands all rejected rows to the browser as a CSV file: line, reason and text. */
export async function saveRejections(studio: Studio, { id, name }: Dataset): Promise<void> {
  const parts = ['line,reason,raw\n'];
  for (let offset = 0; ; offset += PAGE) {
    const { total, rejections } = await studio.datasets.rejections({ id, offset, limit: PAGE });
    parts.push(...rejections.map(({ line, reason, raw }) => `${line},${reason},${quoted(raw)}\n`));
    if (offset + PAGE >= total) break;
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type: 'text/csv' }));
  link.download = `${name}-rejected.csv`;
  link.click();
  // The download has taken the content over by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
