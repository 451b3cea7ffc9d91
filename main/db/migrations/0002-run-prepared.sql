-- What a run's rows became is now a part of the run (PreparedData in shared/domain/run.ts). Of earlier runs it is not known.

UPDATE runs SET run = json_set(run, '$.prepared', NULL);
