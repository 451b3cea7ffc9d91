export default {
  recipes: {
    tag: {
      title: 'Text → several labels',
      text: 'The model reads a text and tells which labels it has: any number of them.',
      example: 'For topics, properties, causes of a complaint.',
    },
  },
  facts: { recipe: 'Recipe', inputs: 'Inputs', labels: 'Labels', separator: 'Between labels', template: 'Text' },
} as const;
