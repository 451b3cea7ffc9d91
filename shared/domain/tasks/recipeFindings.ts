import { z } from 'zod';

const Finding = z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.json()) });

/** What a data set is like for a recipe, said before anything is trained. Codes and details are those of errors. */
export const RecipeFindings = z.object({
  /** Why no model can be trained for it; `null` where nothing stands in the way. */
  refusal: Finding.nullable(),
  /** What may be meant otherwise, and rows that are left out. */
  warnings: z.array(Finding),
  /** Input columns whose values a text has to contain unless told otherwise: what is like a name, and stands in a good part of the rows' own texts. */
  mustContain: z.array(z.string()),
});
export type RecipeFindings = z.infer<typeof RecipeFindings>;
