import { importFile } from '../../../main/workers/import/importFile.ts';
import type { CaseInput, CaseOutput } from '../contract.ts';
import { round } from '../statistics.ts';
import { peakRssMb, serveCase } from './serveCase.ts';

serveCase('import', measureImport);

async function measureImport({ file, output }: CaseInput<'import'>): Promise<CaseOutput<'import'>> {
  const start = performance.now();
  const request = { files: [file], output, options: {}, scratch: `${output}.scratch` };
  for await (const event of importFile(request, new AbortController().signal)) {
    if (event.event !== 'done') continue;
    const seconds = (performance.now() - start) / 1000;
    const { rows, bytes } = event.summary;
    return {
      engine: 'kindling',
      megabytes: round(bytes / 1e6, 1),
      seconds: round(seconds, 2),
      mb_per_s: round(bytes / 1e6 / seconds, 1),
      rows,
      rows_per_s: round(rows / seconds),
      peak_rss_mb: peakRssMb(),
    };
  }
  throw new Error('the import did not end');
}
