import { TrainedModel } from '../../shared/domain/trainedModel.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import type { SqliteDatabase } from './open.ts';

interface Row {
  name: string;
  model: string;
}

const toModel = ({ name, model }: Row): TrainedModel => TrainedModel.parse({ ...JSON.parse(model), name });

export class ModelStore {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** A model that was there before, which its run has trained on, keeps its name. */
  put(model: TrainedModel): void {
    this.#database
      .prepare(
        `INSERT INTO models (id, name, model, created_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET model = excluded.model, created_at = excluded.created_at`,
      )
      .run(model.id, model.name, JSON.stringify(model), model.createdAt);
  }

  /** Newest first. */
  list(): TrainedModel[] {
    return this.#database
      .prepare<[], Row>('SELECT name, model FROM models ORDER BY created_at DESC, id')
      .all()
      .map(toModel);
  }

  get(id: string): TrainedModel {
    const row = this.#database.prepare<[string], Row>('SELECT name, model FROM models WHERE id = ?').get(id);
    if (!row) throw new AppError('not_found', { kind: 'model', id });
    return toModel(row);
  }

  rename(id: string, name: string): void {
    const { changes } = this.#database.prepare('UPDATE models SET name = ? WHERE id = ?').run(name, id);
    if (changes === 0) throw new AppError('not_found', { kind: 'model', id });
  }

  remove(id: string): void {
    this.#database.prepare('DELETE FROM models WHERE id = ?').run(id);
  }
}
