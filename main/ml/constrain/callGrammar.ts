import { AppError } from '../../../shared/errors/errors.ts';
import { Automaton, Grammar } from './grammar.ts';
import { JsonGrammar } from './jsonGrammar.ts';
import { schemaGrammar } from './jsonSchema.ts';

/** One of these functions is to be called. */
export interface CallWanted {
  /** What stands between a function's name and its arguments, as the model's template writes it. */
  middle: string;
  functions: readonly { name: string; parameters: unknown }[];
}

/** A name, what comes after it, and arguments that conform. @throws AppError `call_not_supported`, `call_invalid` with the function */
export function callAutomaton({ middle, functions }: CallWanted): Automaton {
  const grammar = new Grammar();
  const json = new JsonGrammar(grammar);
  const calls = functions.map(({ name, parameters }) =>
    grammar.sequence(grammar.text(name), grammar.text(middle), argumentsOf(grammar, json, name, parameters)),
  );
  return new Automaton(grammar, grammar.choice(...calls));
}

/** A function without parameters is called with none. */
function argumentsOf(grammar: Grammar, json: JsonGrammar, name: string, parameters: unknown) {
  try {
    return schemaGrammar(grammar, json, parameters ?? { type: 'object', additionalProperties: false });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { path = '#', keyword = '', problem = '' } = error.details;
    if (error.code === 'schema_not_supported')
      throw new AppError('call_not_supported', { function: name, keyword, path }, { cause: error });
    if (error.code === 'schema_invalid')
      throw new AppError('call_invalid', { function: name, path, problem }, { cause: error });
    throw error;
  }
}
