-- Charts of runs of any length: what stretches of steps come to, per figure and in three widths (main/db/summaryStore.ts),
-- written in the transaction of the steps. And what training takes of the machine.

CREATE TABLE summaries (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  -- A name of SummarizedMetric in main/db/summaryStore.ts.
  metric TEXT NOT NULL,
  width INTEGER NOT NULL,
  -- It holds the steps from `stretch * width` up to the next one.
  stretch INTEGER NOT NULL,
  lowest REAL NOT NULL,
  lowest_step INTEGER NOT NULL,
  highest REAL NOT NULL,
  highest_step INTEGER NOT NULL,
  total REAL NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (run_id, metric, width, stretch)
) STRICT, WITHOUT ROWID;

CREATE TABLE resources (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  elapsed_ms REAL NOT NULL,
  cpu_percent REAL NOT NULL,
  rss_bytes REAL NOT NULL,
  gpu_percent REAL,
  gpu_memory_bytes REAL
) STRICT;
CREATE INDEX resources_by_run ON resources (run_id, step);

-- Runs that are there already. With one min() or max(), SQLite takes the other columns from the row that has it.

INSERT INTO summaries
SELECT run_id, 'loss', 32, stretch, lowest, lowest_step, highest, highest_step, total, count
  FROM (SELECT run_id, step / 32 AS stretch, min(loss) AS lowest, step AS lowest_step, sum(loss) AS total, count(*) AS count
          FROM steps WHERE abs(loss) < 1e300 GROUP BY 1, 2)
  JOIN (SELECT run_id, step / 32 AS stretch, max(loss) AS highest, step AS highest_step
          FROM steps WHERE abs(loss) < 1e300 GROUP BY 1, 2) USING (run_id, stretch);

INSERT INTO summaries
SELECT run_id, 'learning_rate', 32, stretch, lowest, lowest_step, highest, highest_step, total, count
  FROM (SELECT run_id, step / 32 AS stretch, min(learning_rate) AS lowest, step AS lowest_step,
               sum(learning_rate) AS total, count(*) AS count
          FROM steps WHERE abs(learning_rate) < 1e300 GROUP BY 1, 2)
  JOIN (SELECT run_id, step / 32 AS stretch, max(learning_rate) AS highest, step AS highest_step
          FROM steps WHERE abs(learning_rate) < 1e300 GROUP BY 1, 2) USING (run_id, stretch);

INSERT INTO summaries
SELECT run_id, 'grad_norm', 32, stretch, lowest, lowest_step, highest, highest_step, total, count
  FROM (SELECT run_id, step / 32 AS stretch, min(grad_norm) AS lowest, step AS lowest_step,
               sum(grad_norm) AS total, count(*) AS count
          FROM steps WHERE abs(grad_norm) < 1e300 GROUP BY 1, 2)
  JOIN (SELECT run_id, step / 32 AS stretch, max(grad_norm) AS highest, step AS highest_step
          FROM steps WHERE abs(grad_norm) < 1e300 GROUP BY 1, 2) USING (run_id, stretch);

INSERT INTO summaries
SELECT run_id, 'tokensPerSecond', 32, stretch, lowest, lowest_step, highest, highest_step, total, count
  FROM (SELECT run_id, step / 32 AS stretch, min(tokens_per_second) AS lowest, step AS lowest_step,
               sum(tokens_per_second) AS total, count(*) AS count
          FROM steps WHERE abs(tokens_per_second) < 1e300 GROUP BY 1, 2)
  JOIN (SELECT run_id, step / 32 AS stretch, max(tokens_per_second) AS highest, step AS highest_step
          FROM steps WHERE abs(tokens_per_second) < 1e300 GROUP BY 1, 2) USING (run_id, stretch);

INSERT INTO summaries
SELECT run_id, 'validationLoss', 32, stretch, lowest, lowest_step, highest, highest_step, total, count
  FROM (SELECT run_id, step / 32 AS stretch, min(validation_loss) AS lowest, step AS lowest_step,
               sum(validation_loss) AS total, count(*) AS count
          FROM evaluations WHERE abs(validation_loss) < 1e300 GROUP BY 1, 2)
  JOIN (SELECT run_id, step / 32 AS stretch, max(validation_loss) AS highest, step AS highest_step
          FROM evaluations WHERE abs(validation_loss) < 1e300 GROUP BY 1, 2) USING (run_id, stretch);

INSERT INTO summaries
SELECT run_id, metric, 256, wide, lowest, lowest_step, highest, highest_step, total, count
  FROM (SELECT run_id, metric, stretch / 8 AS wide, min(lowest) AS lowest, lowest_step, sum(total) AS total,
               sum(count) AS count
          FROM summaries WHERE width = 32 GROUP BY 1, 2, 3)
  JOIN (SELECT run_id, metric, stretch / 8 AS wide, max(highest) AS highest, highest_step
          FROM summaries WHERE width = 32 GROUP BY 1, 2, 3) USING (run_id, metric, wide);

INSERT INTO summaries
SELECT run_id, metric, 2048, wide, lowest, lowest_step, highest, highest_step, total, count
  FROM (SELECT run_id, metric, stretch / 8 AS wide, min(lowest) AS lowest, lowest_step, sum(total) AS total,
               sum(count) AS count
          FROM summaries WHERE width = 256 GROUP BY 1, 2, 3)
  JOIN (SELECT run_id, metric, stretch / 8 AS wide, max(highest) AS highest, highest_step
          FROM summaries WHERE width = 256 GROUP BY 1, 2, 3) USING (run_id, metric, wide);
