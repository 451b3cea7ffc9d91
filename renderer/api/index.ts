export type { ConnectionState, Studio, StudioConnection } from './connection.ts';
export { createConnection, followStream } from './connection.ts';
export { pickOrUpload, startDownload, type UploadOptions } from './files.ts';
export type { QueryTopic } from './hostEvents.ts';
export { shareKey } from './pageSession.ts';
export * from './queries.ts';
export {
  type Followed,
  StudioProvider,
  useConnection,
  useConnectionState,
  useFollow,
  useStudio,
} from './StudioProvider.tsx';
export { portOpener } from './transports.ts';
