export default {
  recipes: {
    recommend: {
      title: 'History → next item',
      text: 'The model learns from who had what, and recommends what comes next.',
      example: 'For products, films, articles.',
    },
  },
  facts: { recipe: 'Recipe', user: 'User', item: 'Item', time: 'Time', rating: 'Rating' },
} as const;
