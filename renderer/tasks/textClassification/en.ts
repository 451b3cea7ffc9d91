export default {
  recipes: {
    classify: {
      title: 'Text → label',
      text: 'The model reads a text and tells which label it has.',
      example: 'For sentiment, category, intent, spam.',
    },
  },
  facts: {
    recipe: 'Recipe',
    inputs: 'Inputs',
    output: 'Label',
    classWeight: 'Class weights',
    words: 'Words',
    template: 'Text',
  },
  choices: {
    balanced: 'Rare labels count as much as common ones',
    together: 'Predict together with the model',
  },
} as const;
