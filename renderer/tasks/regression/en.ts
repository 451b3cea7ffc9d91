export default {
  recipes: {
    score: {
      title: 'Text → number',
      text: 'The model reads a text and estimates a number.',
      example: 'For scores, prices, durations.',
    },
  },
  facts: { recipe: 'Recipe', inputs: 'Inputs', output: 'Number', template: 'Text' },
} as const;
