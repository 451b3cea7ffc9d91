import { z } from 'zod';
import type { RecipeRequest } from './index.ts';

/** The tables that come with the studio, below its resources, and the names of their data sets. */
export const SAMPLES = {
  products: { file: 'sample.csv', name: 'Sample products' },
  support: { file: 'samples/support.csv', name: 'Sample support questions' },
  translations: { file: 'samples/translations.csv', name: 'Sample translations' },
} as const;
/** Their rows, as a test counts them. */
export const SAMPLE_ROWS = { products: 700, support: 600, translations: 800 } as const;
export const SampleName = z.enum(['products', 'support', 'translations']);
export type SampleName = z.infer<typeof SampleName>;

export const TASK_IDS = ['describe', 'tagline', 'categorize', 'translate', 'continue'] as const;
export type TaskId = (typeof TASK_IDS)[number];

/** Something that a model can be trained for: its sample, its recipe, and a row of the sample as an example. */
export interface SampleTask {
  sample: SampleName;
  recipe: RecipeRequest;
  /** What is given and what is to be written or told, word for word from a row of the sample. `given` is empty where text is continued. */
  example: { given: readonly string[]; written: string };
}

export const SAMPLE_TASKS: Record<TaskId, SampleTask> = {
  describe: {
    sample: 'products',
    recipe: { kind: 'complete', inputs: ['name', 'category'], output: 'description' },
    example: {
      given: ['Sage Brook Pendant', 'lighting'],
      written:
        'Meet the Sage Brook Pendant: hand-blown glass, finished in sage, and built for people who work after dark. The cord is three metres long, and a knot in it sets the height.',
    },
  },
  tagline: {
    sample: 'products',
    recipe: { kind: 'complete', inputs: ['name', 'category'], output: 'tagline' },
    example: {
      given: ['Ash Hollow Cat Tower', 'pets'],
      written: 'A cat tower that survives sharp claws, on muddy mornings.',
    },
  },
  categorize: {
    sample: 'support',
    recipe: { kind: 'classify', inputs: ['question'], output: 'topic' },
    example: { given: ['Can I have the desk lamp sent to another address?'], written: 'delivery' },
  },
  translate: {
    sample: 'translations',
    recipe: { kind: 'complete', inputs: ['english'], output: 'german' },
    example: {
      given: ['This simple notebook comes in five colours.'],
      written: 'Dieses einfache Notizbuch ist in fünf Farben erhältlich.',
    },
  },
  continue: {
    sample: 'products',
    recipe: { kind: 'continue', template: '{{description}}' },
    example: {
      given: [],
      written:
        'Meet the Indigo Brook Packing Cube: ripstop nylon, finished in indigo, and built for families with one free hand.',
    },
  },
};

/** The task of an address; `null` where it names none. */
export const sampleTaskOf = (id: string | null): SampleTask | null =>
  TASK_IDS.some((known) => known === id) ? SAMPLE_TASKS[id as TaskId] : null;
