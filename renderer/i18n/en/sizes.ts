/** What sizes of models are called, in the namespace of runs: where there are trainings, and where data is judged for them. */
export default {
  size: {
    nano: {
      title: 'Nano',
      text: 'The fastest. After two minutes on the 700 rows of the sample, 97 of 100 texts had the name they were given. Most of their wording was copied from the rows.',
      plain: 'The fastest.',
    },
    small: {
      title: 'Small',
      plain: 'Each step takes about 1.6 times as long as Nano’s. For tables from about 6 MB of text.',
      text: 'On those rows no better than Nano: 96 of 100 texts after three minutes, and each step took 1.6 times as long. For tables from about 6 MB of text.',
    },
    base: {
      title: 'Base',
      plain:
        'Each step takes 5 to 8 times as long as Small’s on a processor. For tables from about 24 MB of text, and an hour or more.',
      text: 'Each step takes 5 to 8 times as long as Small’s on a processor. For tables from about 24 MB of text, and an hour or more.',
    },
    parameters: '{{parameters}} parameters',
    context: 'Context of {{tokens}} tokens',
  },
} as const;
