-- What a run's evaluations have measured: a row for each figure, whatever figures there will be. `low` and `high` are its 95 % interval.

CREATE TABLE points (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  -- A name of MeasureName in shared/domain/measures.ts.
  metric TEXT NOT NULL,
  step INTEGER NOT NULL,
  elapsed_ms REAL,
  value REAL NOT NULL,
  low REAL,
  high REAL,
  PRIMARY KEY (run_id, metric, step)
) STRICT, WITHOUT ROWID;
