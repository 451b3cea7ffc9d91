-- What a data set was read from, and what its shape suggests to learn (JSON of a `RecipeRequest`).
ALTER TABLE datasets ADD COLUMN format TEXT NOT NULL DEFAULT 'csv';
ALTER TABLE datasets ADD COLUMN suggested_recipe TEXT;
