-- What there is: data sets, runs with their metrics, models, generations, settings. Lists and settings that are read and
-- written as a whole are JSON; what is searched, sorted or appended to has columns of its own.

CREATE TABLE datasets (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  file_name TEXT NOT NULL,
  version INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  encoding TEXT NOT NULL,
  delimiter TEXT NOT NULL,
  columns TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  -- The run as in shared/domain/run.ts.
  run TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE steps (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  loss REAL NOT NULL,
  learning_rate REAL NOT NULL,
  grad_norm REAL NOT NULL,
  tokens_per_second REAL NOT NULL,
  elapsed_ms REAL NOT NULL,
  remaining_ms REAL,
  PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE evaluations (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  validation_loss REAL NOT NULL,
  PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE samples (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  prompt TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX samples_by_run ON samples (run_id, step);

CREATE TABLE models (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- The model as in shared/domain/trainedModel.ts; its name is the column's.
  model TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE history (
  id TEXT PRIMARY KEY,
  model_id TEXT NOT NULL,
  -- The entry as in shared/domain/generation.ts.
  entry TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX history_by_model ON history (model_id, created_at);

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
