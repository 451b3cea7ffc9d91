export default {
  recipes: {
    match: {
      title: 'Text → text that belongs to it',
      text: 'The model learns which texts belong together, and finds them by meaning.',
      example: 'For search, questions and answers, names and descriptions.',
    },
  },
  facts: { recipe: 'Recipe', inputs: 'First text', output: 'Second text', template: 'Text' },
} as const;
