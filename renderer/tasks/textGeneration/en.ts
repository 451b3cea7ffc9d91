export default {
  recipes: {
    continue: {
      title: 'Continue text',
      text: 'The model learns to write whole texts like those in your table, and to continue any beginning.',
      example: 'For product texts in your style, names, reviews.',
    },
    complete: {
      title: 'Prompt → completion',
      text: 'The model gets some columns of a row and learns to write another column.',
      example: 'For descriptions from facts, taglines, translation, categories.',
    },
  },
  facts: { recipe: 'Recipe', inputs: 'Inputs', output: 'Output', template: 'Template' },
  fields: {
    template: 'Text template',
    templateHint:
      'Write the text the way the model should learn it. Click a column to insert it; every row fills in its own values.',
    inputs: 'Input columns',
    inputsHint: 'What the model is given.',
    output: 'Output column',
    outputHint: 'What the model learns to write.',
    outputPlaceholder: 'Choose a column',
    ownTemplate: 'Custom prompt template',
    ownTemplateHint: 'Otherwise it is one line per input column, then the name of the output.',
    promptTemplate: 'Prompt',
  },
} as const;
