-- What was removed: hidden from every list, whole in its table and folder, until it is restored or removed for good.

CREATE TABLE trash (
  -- A name of TrashKind in main/db/trashStore.ts.
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  -- Shared by what was removed together, and is restored together.
  removal TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  trashed_at TEXT NOT NULL,
  -- 1 from the moment that it is removed for good: what a studio that was killed left is finished at its next start.
  purging INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
