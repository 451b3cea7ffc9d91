-- A run's configuration is now a part of it (RunModel in shared/domain/runModel.ts) and never derived again. Of earlier runs it is that of
-- their model, else what the presets were when they were trained; `assumed` then lets their checkpoints put it right.

UPDATE runs SET run = json_set(run, '$.model', json_object(
  'architecture', 'llama',
  'preset', json_extract(run, '$.size'),
  'config', json(coalesce(
    (SELECT CASE WHEN json_valid(model) THEN json_extract(model, '$.config') END FROM models
      WHERE CASE WHEN json_valid(model) THEN json_extract(model, '$.runId') END = runs.id LIMIT 1),
    (SELECT json_object(
        'architectures', json_array('LlamaForCausalLM'), 'model_type', 'llama',
        'vocab_size', vocab, 'hidden_size', hidden, 'intermediate_size', wide, 'num_hidden_layers', layers,
        'num_attention_heads', heads, 'num_key_value_heads', heads, 'head_dim', hidden / heads,
        'max_position_embeddings', json_extract(run, '$.settings.context_length'),
        'rms_norm_eps', 1e-5, 'rope_theta', 10000, 'hidden_act', 'silu', 'initializer_range', 0.05,
        'tie_word_embeddings', json('true'), 'attention_bias', json('false'), 'mlp_bias', json('false'),
        'bos_token_id', 0, 'eos_token_id', 0, 'pad_token_id', 1, 'torch_dtype', 'float32')
      FROM (SELECT 'nano' AS size, 1024 AS vocab, 128 AS hidden, 352 AS wide, 4 AS layers, 4 AS heads
        UNION ALL SELECT 'small', 2048, 256, 704, 4, 4
        UNION ALL SELECT 'base', 4096, 384, 1024, 6, 6) AS presets
      WHERE presets.size = json_extract(run, '$.size')))),
  'assumed', json(CASE WHEN EXISTS (SELECT 1 FROM models
      WHERE CASE WHEN json_valid(model) THEN json_extract(model, '$.runId') END = runs.id) THEN 'false' ELSE 'true' END)))
WHERE CASE WHEN json_valid(run) THEN json_extract(run, '$.model') IS NULL
  AND json_extract(run, '$.size') IN ('nano', 'small', 'base') ELSE 0 END;

CREATE INDEX runs_by_state ON runs (state);
