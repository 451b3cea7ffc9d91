import { createHashRouter, Navigate } from 'react-router';
import { withDatasetTexts, withHelpTexts, withRunTexts, withServerTexts, withTrashTexts } from '../i18n/index.ts';
import { lazyPage } from './lazyPage.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { Shell } from './Shell.tsx';

const DatasetsPage = lazyPage(() => withDatasetTexts(import('../features/datasets/DatasetsPage.tsx')));
const DatasetPage = lazyPage(() => withDatasetTexts(import('../features/datasets/DatasetPage.tsx')));
const NewRunPage = lazyPage(() => withRunTexts(import('../features/runs/form/NewRunPage.tsx')));
const RunsPage = lazyPage(() => withRunTexts(import('../features/runs/list/RunsPage.tsx')));
const ComparePage = lazyPage(() => withRunTexts(import('../features/runs/compare/ComparePage.tsx')));
const RunPage = lazyPage(() => withRunTexts(import('../features/runs/page/RunPage.tsx')));
const ModelsPage = lazyPage(() => withRunTexts(import('../features/models/ModelsPage.tsx')));
const ModelPage = lazyPage(() => withRunTexts(import('../features/models/ModelPage.tsx')));
const PlaygroundPage = lazyPage(() => withRunTexts(import('../features/playground/PlaygroundPage.tsx')));
const ServerPage = lazyPage(() => withServerTexts(import('../features/server/ServerPage.tsx')));
const TrashPage = lazyPage(() => withTrashTexts(import('../features/trash/TrashPage.tsx')));
const HelpPage = lazyPage(() => withHelpTexts(import('../features/help/HelpPage.tsx')));
const SettingsPage = lazyPage(() => withRunTexts(import('../features/settings/SettingsPage.tsx')));

export const router = createHashRouter([
  {
    element: <Shell />,
    children: [
      { index: true, element: <Navigate to="/datasets" replace /> },
      { path: 'datasets', element: <DatasetsPage /> },
      { path: 'datasets/:id', element: <DatasetPage /> },
      // The navigation's name of the page of runs.
      { path: 'train', element: <Navigate to="/runs" replace /> },
      { path: 'train/new', element: <NewRunPage /> },
      { path: 'runs', element: <RunsPage /> },
      { path: 'runs/compare', element: <ComparePage /> },
      { path: 'runs/:id', element: <RunPage /> },
      { path: 'models', element: <ModelsPage /> },
      { path: 'models/:id', element: <ModelPage /> },
      { path: 'playground', element: <PlaygroundPage /> },
      { path: 'server', element: <ServerPage /> },
      { path: 'trash', element: <TrashPage /> },
      { path: 'help', element: <HelpPage /> },
      { path: 'help/:page', element: <HelpPage /> },
      { path: 'settings', element: <SettingsPage /> },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
]);
