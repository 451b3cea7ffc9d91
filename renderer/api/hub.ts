import { useState } from 'react';
import type { HubDownload } from '../../shared/domain/models/hub.ts';
import { useStudioQuery } from './queries.ts';
import { useFollow } from './StudioProvider.tsx';

/** Downloads of models, as they are; `onDone` is told of one whose model has been listed. */
export function useHubDownloads(onDone: (download: HubDownload) => void): readonly HubDownload[] {
  const [downloads, setDownloads] = useState<readonly HubDownload[]>([]);
  useFollow(
    'downloads',
    (studio, signal) => studio.hub.downloads({}, { signal }),
    (list) => {
      for (const download of list) if (download.state === 'done') onDone(download);
      setDownloads(list.filter(({ state }) => state !== 'done'));
    },
  );
  return downloads;
}

/** Whether there is an access token for the hub of the settings; never the token. */
export const useHubToken = () =>
  useStudioQuery(['settings', 'hubToken'], (studio, signal) => studio.hub.token({}, { signal }));
