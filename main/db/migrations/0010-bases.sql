-- Models that others have trained and that runs may begin with. Their files lie where they were found and are not ours.

CREATE TABLE bases (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  -- JSON of BaseModel.
  base TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
