import { join } from 'node:path';

/** Where things lie in a home folder. */
export interface HomePaths {
  home: string;
  database: string;
  datasets: string;
  runs: string;
  models: string;
  /** Models to start from that were downloaded from a hub; those that were added lie elsewhere. */
  bases: string;
  /** Access tokens, encrypted by the system's key store. */
  keys: string;
  /** How models are served over HTTP: settings, hashes of keys, the log of requests. */
  serving: string;
  exports: string;
  uploads: string;
  /** What one piece of work has on the disk while it goes on. Emptied at every start. */
  scratch: string;
  datasetFile(id: string, version: number): string;
  doctorFile(id: string, version: number): string;
  /** Of the doctor's findings, those that somebody has accepted. */
  acceptedFindings(id: string): string;
  /** The search index of a version; it need not be there. */
  searchIndex(id: string, version: number): string;
  /** Vectors of a column of a version, under a name that says what they were made with. */
  vectors(id: string, version: number, key: string): string;
  runFolder(id: string): string;
  modelFolder(id: string): string;
}

export function homePaths(home: string): HomePaths {
  const datasets = join(home, 'datasets');
  const runs = join(home, 'runs');
  const models = join(home, 'models');
  return {
    home,
    database: join(home, 'kindling.db'),
    datasets,
    runs,
    models,
    bases: join(home, 'bases'),
    keys: join(home, 'keys.json'),
    serving: join(home, 'serving'),
    exports: join(home, 'exports'),
    uploads: join(home, 'uploads'),
    scratch: join(home, 'scratch'),
    datasetFile: (id, version) => join(datasets, id, `v${version}.db`),
    doctorFile: (id, version) => join(datasets, id, `v${version}.doctor.db`),
    acceptedFindings: (id) => join(datasets, id, 'accepted-findings.json'),
    searchIndex: (id, version) => join(datasets, id, `v${version}.search.db`),
    vectors: (id, version, key) => join(datasets, id, `v${version}.${key}.npy`),
    runFolder: (id) => join(runs, id),
    modelFolder: (id) => join(models, id),
  };
}
