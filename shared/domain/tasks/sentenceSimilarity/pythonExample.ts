import { pythonFolder, pythonTemplate } from '../python.ts';
import type { MatchRecipe } from './recipe.ts';

/**
 * A Python program for sentence-transformers that builds the very text the model was trained on and compares it with two others.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 */
export const pythonExample = (
  recipe: MatchRecipe,
  folder?: string,
): string => `from sentence_transformers import SentenceTransformer

${pythonFolder(folder)}
model = SentenceTransformer(folder)

${pythonTemplate(recipe.template, 'text')}
others = ["one text that may belong to it", "another one"]
query = model.encode_query(text)
scores = model.similarity(query, model.encode_document(others))[0].tolist()
for score, other in sorted(zip(scores, others), reverse=True):
    print(f"{score:.3f}", other)`;
