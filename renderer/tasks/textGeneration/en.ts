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
      example: 'For descriptions from facts, taglines, translation.',
    },
    chat: {
      title: 'Chat',
      text: 'The model learns to answer as your conversations do. Only the answers are learned.',
      example: 'For support, assistants, a tone of voice. Best on top of a model that can chat already.',
    },
  },
  named: { translation: 'Translate' },
  facts: {
    recipe: 'Recipe',
    inputs: 'Inputs',
    output: 'Output',
    keepFields: 'Trained only on texts with',
    mustContain: 'Texts must contain',
    template: 'Template',
    messages: 'Conversations',
    tools: 'Tools',
  },
} as const;
