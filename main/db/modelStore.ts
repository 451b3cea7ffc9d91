import { TrainedModel } from '../../shared/domain/models/trainedModel.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { SqliteDatabase } from './open.ts';
import { readRows, reasonOf, type UnreadableRow } from './readRows.ts';
import { notInTrash } from './trashStore.ts';

interface Row {
  id: string;
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

  /** Newest first. What cannot be read is left out. */
  list(): TrainedModel[] {
    return readRows(this.#rows(), toModel);
  }

  /** Models that this version does not understand; they stay as they are. */
  unreadable(): UnreadableRow[] {
    const found: UnreadableRow[] = [];
    readRows(this.#rows(), toModel, ({ id, name, model }, reason) => found.push({ id, name, reason, raw: model }));
    return found;
  }

  /** All there are, in the trash or not, readable or not. */
  ids(): string[] {
    return this.#database.prepare<[], string>('SELECT id FROM models').pluck().all();
  }

  /** Whether there is a row of it, in the trash or not, readable or not. */
  exists(id: string): boolean {
    return this.#database.prepare('SELECT 1 FROM models WHERE id = ?').get(id) !== undefined;
  }

  get(id: string): TrainedModel {
    const row = this.#database
      .prepare<[string], Row & { present: number }>(
        `SELECT id, name, model, ${notInTrash('model')} AS present FROM models WHERE id = ?`,
      )
      .get(id);
    if (!row) throw new AppError('not_found', { kind: 'model', id });
    if (row.present === 0) throw new AppError('in_trash', { kind: 'model', name: row.name });
    try {
      return toModel(row);
    } catch (error) {
      throw new AppError('row_unreadable', { kind: 'model', id, problem: reasonOf(error) }, { cause: error });
    }
  }

  #rows(): Row[] {
    return this.#database
      .prepare<[], Row>(`SELECT id, name, model FROM models WHERE ${notInTrash('model')} ORDER BY created_at DESC, id`)
      .all();
  }

  rename(id: string, name: string): void {
    const { changes } = this.#database.prepare('UPDATE models SET name = ? WHERE id = ?').run(name, id);
    if (changes === 0) throw new AppError('not_found', { kind: 'model', id });
  }
}
