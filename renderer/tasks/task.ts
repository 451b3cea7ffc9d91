import type { ComponentType, LazyExoticComponent } from 'react';
import type { z } from 'zod';
import type { Column } from '../../shared/domain/columns.ts';
import type { BaseModel } from '../../shared/domain/models/base.ts';
import type { MeasuredText, MeasureRecord } from '../../shared/domain/models/measures.ts';
import type { TrainedModel } from '../../shared/domain/models/trainedModel.ts';
import type { FactName, RecipeOf, RequestOf, TaskKind } from '../../shared/domain/tasks/index.ts';
import type { RecipeFindings } from '../../shared/domain/tasks/recipeFindings.ts';
import type { Language } from '../i18n/translation.ts';

/** What pages say of any task. A task's own components have more texts beside these. */
export interface TaskTexts<K extends TaskKind> {
  /** By the kind of a recipe. */
  recipes: Readonly<Record<RecipeOf<K>['kind'], RecipeTexts>>;
  /** Titles of the other names that its recipes go by. */
  named?: Readonly<Record<string, string>>;
  /** Labels of `facts`, by their names. */
  facts: Readonly<Record<FactName<K>, string>>;
  /** Words for the values of facts that are choices. */
  choices?: Readonly<Record<string, string>>;
}
export interface RecipeTexts {
  title: string;
  text: string;
  example: string;
}

/** What the form for a new run holds of a task. Names of columns and templates are in it, cells are not. */
export interface DraftDefinition<K extends TaskKind, D> {
  /** As it is kept between two visits of the form. */
  schema: z.ZodType<D>;
  /** A draft that makes sense for the columns: what is suggested where that fits, and a guess. */
  guess(columns: readonly Column[], suggested?: RequestOf<K>): D;
  /** As it was for a run; a guess where the run's recipe names a column that is not there. */
  fromRun(run: { recipe: RecipeOf<K>; fidelityFields: readonly string[] | null }, columns: readonly Column[]): D;
  /** Leaves out what names a column that is not there: the data set has changed, or it is another one. */
  fit(draft: D, columns: readonly Column[]): D;
  /** Which of the task's recipes it asks for. */
  kindOf(draft: D): RecipeOf<K>['kind'];
  withKind(draft: D, kind: RecipeOf<K>['kind']): D;
  /** What is asked of the host; `null` while the form lacks an answer that nobody can guess. */
  toRequest(draft: D): RequestOf<K> | null;
  /** What is asked of the host to be measured: nothing where the studio is to choose. */
  toFidelityFields(draft: D): { fidelityFields?: string[] };
  /** What can be done at a click about something that was found in the rows; without it, nothing. */
  remedies?(draft: D, finding: RecipeFindings['warnings'][number]): readonly Remedy<D>[];
}

/** Its name is that of its words (`new.remedy` of the form), which the finding's details stand in. */
export interface Remedy<D> {
  name: 'onlyKeeping' | 'writeAgain' | 'asItComes' | 'allRows';
  details: RecipeFindings['warnings'][number]['details'];
  draft: D;
}

export interface FieldsProps<D> {
  columns: readonly Column[];
  draft: D;
  /** What the rows answer of what the draft leaves open; `undefined` until it is known. */
  findings?: Pick<RecipeFindings, 'mustContain'> | undefined;
  onChange(draft: D): void;
}

/** A model that was trained for a task. */
export type ModelOf<K extends TaskKind> = Omit<TrainedModel, 'recipe'> & { recipe: RecipeOf<K> };

export interface PlaygroundProps<K extends TaskKind> {
  model: ModelOf<K>;
  /** All there are, of whichever task. */
  models: readonly TrainedModel[];
  onChooseModel(id: string): void;
}

export interface ResultsProps<K extends TaskKind> {
  model: ModelOf<K>;
  rows: readonly MeasuredText[];
  /** The measurement that the rows are of. */
  record: MeasureRecord;
}

/** What the window shows of a task. Components are loaded when they are first shown. */
export interface TaskView<K extends TaskKind, D = unknown> {
  texts: Readonly<Record<Language, TaskTexts<K>>>;
  draft: DraftDefinition<K, D>;
  /** The questions of the form beside the choice of a recipe. */
  Fields: LazyExoticComponent<ComponentType<FieldsProps<D>>>;
  /** Tries a model out. */
  Playground: LazyExoticComponent<ComponentType<PlaygroundProps<K>>>;
  /** Shows below the figures of a measurement how a model does, row by row; without it, figures and texts say all. */
  Results?: LazyExoticComponent<ComponentType<ResultsProps<K>>>;
  /** Tries a model of others out as it is; without it, that is not for this task. */
  BasePlayground?: LazyExoticComponent<ComponentType<{ base: BaseModel }>>;
}

/** A view whose drafts are its own affair: everybody else hands them on as they are. */
export const defineView = <K extends TaskKind, D>(view: TaskView<K, D>): TaskView<K> => view as unknown as TaskView<K>;

/** A view whichever it is. */
export type AnyView = Omit<TaskView<TaskKind>, 'texts'> & {
  texts: Readonly<
    Record<
      Language,
      {
        recipes: Readonly<Record<string, RecipeTexts>>;
        named?: Readonly<Record<string, string>>;
        facts: Readonly<Record<string, string>>;
        choices?: Readonly<Record<string, string>>;
      }
    >
  >;
};
