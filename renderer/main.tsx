import './zodSetup.ts';
import './app/mantineStyles.ts';
import './app/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createConnection, portOpener, StudioProvider, shareKey } from './api/index.ts';
import { App } from './app/App.tsx';
import { keepPage } from './app/keepPage.ts';
import { setUpI18n } from './i18n/index.ts';

await setUpI18n();
const connection = createConnection(portOpener());
shareKey(() => connection.state === 'open');
keepPage();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <StudioProvider connection={connection}>
      <App />
    </StudioProvider>
  </StrictMode>,
);
