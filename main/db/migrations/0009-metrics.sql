-- Every metric of a run in one long table, whatever metrics there will be: a series for each, and a row for each value. Takes the place of a
-- table for the figures of steps, of evaluations, and of what training takes of the machine.

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  -- A name of METRICS in shared/domain/runs/metrics.ts, or one that another version knows; `remainingMs` of steps.
  metric TEXT NOT NULL,
  UNIQUE (run_id, metric)
) STRICT;

ALTER TABLE points RENAME TO measured;

CREATE TABLE points (
  series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  -- Several of what training takes of the machine may be of one step: 0, 1 and so on.
  n INTEGER NOT NULL,
  elapsed_ms REAL,
  value REAL NOT NULL,
  -- Its 95 % interval, of a measure.
  low REAL,
  high REAL,
  PRIMARY KEY (series, step, n)
) STRICT, WITHOUT ROWID;

INSERT INTO series (run_id, metric)
SELECT runs.id, names.column1 FROM runs
  JOIN (VALUES ('loss'), ('learning_rate'), ('grad_norm'), ('tokensPerSecond'), ('remainingMs')) AS names
 WHERE EXISTS (SELECT 1 FROM steps WHERE run_id = runs.id);
INSERT INTO series (run_id, metric)
SELECT id, 'validationLoss' FROM runs WHERE EXISTS (SELECT 1 FROM evaluations WHERE run_id = runs.id);
INSERT INTO series (run_id, metric)
SELECT runs.id, names.column1 FROM runs
  JOIN (VALUES ('cpuPercent'), ('rssBytes'), ('gpuPercent'), ('gpuMemoryBytes')) AS names
 WHERE EXISTS (SELECT 1 FROM resources WHERE run_id = runs.id);
INSERT INTO series (run_id, metric) SELECT DISTINCT run_id, metric FROM measured;

INSERT INTO points (series, step, n, elapsed_ms, value)
SELECT series.id, step, 0, elapsed_ms, loss FROM series JOIN steps USING (run_id) WHERE metric = 'loss';
INSERT INTO points (series, step, n, elapsed_ms, value)
SELECT series.id, step, 0, elapsed_ms, learning_rate FROM series JOIN steps USING (run_id) WHERE metric = 'learning_rate';
INSERT INTO points (series, step, n, elapsed_ms, value)
SELECT series.id, step, 0, elapsed_ms, grad_norm FROM series JOIN steps USING (run_id) WHERE metric = 'grad_norm';
INSERT INTO points (series, step, n, elapsed_ms, value)
SELECT series.id, step, 0, elapsed_ms, tokens_per_second FROM series JOIN steps USING (run_id)
 WHERE metric = 'tokensPerSecond';
INSERT INTO points (series, step, n, elapsed_ms, value)
SELECT series.id, step, 0, elapsed_ms, remaining_ms FROM series JOIN steps USING (run_id)
 WHERE metric = 'remainingMs' AND remaining_ms IS NOT NULL;

INSERT INTO points (series, step, n, elapsed_ms, value)
SELECT series.id, step, 0,
       (SELECT elapsed_ms FROM measured WHERE measured.run_id = series.run_id AND measured.step = evaluations.step),
       validation_loss
  FROM series JOIN evaluations USING (run_id) WHERE metric = 'validationLoss';
INSERT INTO points (series, step, n, elapsed_ms, value, low, high)
SELECT series.id, step, 0, elapsed_ms, value, low, high FROM series JOIN measured USING (run_id, metric);

INSERT INTO points (series, step, n, elapsed_ms, value)
SELECT series.id, step, n, elapsed_ms, value
  FROM (SELECT run_id, 'cpuPercent' AS metric, step, elapsed_ms, cpu_percent AS value,
               row_number() OVER (PARTITION BY run_id, step ORDER BY id) - 1 AS n FROM resources
         UNION ALL
        SELECT run_id, 'rssBytes', step, elapsed_ms, rss_bytes,
               row_number() OVER (PARTITION BY run_id, step ORDER BY id) - 1 FROM resources
         UNION ALL
        SELECT run_id, 'gpuPercent', step, elapsed_ms, gpu_percent,
               row_number() OVER (PARTITION BY run_id, step ORDER BY id) - 1 FROM resources
         UNION ALL
        SELECT run_id, 'gpuMemoryBytes', step, elapsed_ms, gpu_memory_bytes,
               row_number() OVER (PARTITION BY run_id, step ORDER BY id) - 1 FROM resources)
  JOIN series USING (run_id, metric)
 WHERE value IS NOT NULL;

DROP TABLE steps;
DROP TABLE evaluations;
DROP TABLE resources;
DROP TABLE measured;
