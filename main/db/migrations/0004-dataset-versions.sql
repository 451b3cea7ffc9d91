-- The history of a data set: `datasets` says which version is the current one, and describes it.

CREATE TABLE dataset_versions (
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  parent INTEGER,
  -- As in shared/domain/datasetStep.ts.
  step TEXT NOT NULL,
  rows INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  columns TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (dataset_id, version)
) STRICT, WITHOUT ROWID;

INSERT INTO dataset_versions
  SELECT id, version, NULL, '{"kind":"import"}', rows, rejected, columns, created_at FROM datasets;
