import type { Handlers } from '../../shared/ipc/rpc.ts';
import { withDatasetErrors, withDatasetErrorsOf } from '../db/datasetDamage.ts';
import type { dataContract } from './contracts.ts';
import { diagnose } from './doctor/diagnose.ts';
import { exportView } from './export/exportView.ts';
import { importFile } from './import/importFile.ts';
import { previewFile } from './import/previewFile.ts';
import { doubtfulLabels } from './labels/doubtfulLabels.ts';
import { nextToLabel } from './labels/nextToLabel.ts';
import { buildSearchIndex } from './query/buildSearchIndex.ts';
import { columnValues } from './query/columnValues.ts';
import { countTokens } from './query/countTokens.ts';
import { OpenViews } from './query/openViews.ts';
import { deriveVersion } from './versions/deriveVersion.ts';
import { previewStep } from './versions/previewStep.ts';

/**
 * What the data process does.
 *
 * @param beforeLongWork called before what may take minutes; a process does nothing else then
 */
export function dataHandlers(beforeLongWork: () => void): Handlers<typeof dataContract, null>['data'] {
  const views = new OpenViews();
  const long = <T>(work: () => T): T => {
    beforeLongWork();
    return work();
  };
  return {
    import: (request, { signal }) => long(() => importFile(request, signal)),
    preview: (request, { signal }) => previewFile(request, signal),
    derive: (request, { signal }) => withDatasetErrorsOf(request.source, () => deriveVersion(request, signal)),
    diagnose: (request, { signal }) => withDatasetErrorsOf(request.source, () => long(() => diagnose(request, signal))),
    previewStep: (request) => withDatasetErrors(request.source, () => previewStep(request)),
    export: ({ files, ...request }, { signal }) =>
      withDatasetErrorsOf(files.file, () => long(() => exportView(files, request, signal))),
    query: ({ files, view, page }, { signal }) =>
      withDatasetErrors(files.file, () => views.page(files, view, page, signal)),
    rowsAt: ({ files, rows }) => withDatasetErrors(files.file, () => views.rowsAt(files, rows)),
    cell: ({ files, ...place }) => withDatasetErrors(files.file, () => views.cell(files, place)),
    charts: ({ files, view }, { signal }) => withDatasetErrors(files.file, () => views.charts(files, view, signal)),
    values: ({ files, column }) => withDatasetErrors(files.file, () => columnValues(views.open(files).rows, column)),
    countTokens: (request, { signal }) =>
      withDatasetErrorsOf(request.files.file, () => long(() => countTokens(request, signal))),
    nextToLabel: (request, { signal }) =>
      withDatasetErrorsOf(request.file, () => long(() => nextToLabel(request, signal))),
    doubtfulLabels: (request, { signal }) =>
      withDatasetErrorsOf(request.file, () => long(() => doubtfulLabels(request, signal))),
    index: ({ file, output }, { signal }) =>
      withDatasetErrorsOf(file, () => long(() => buildSearchIndex(file, output, signal))),
    release: ({ folder }) => {
      views.close(folder);
      return {};
    },
    ping: () => ({}),
  };
}
