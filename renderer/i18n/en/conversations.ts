/** Of trainings on conversations. */
export default {
  ofModel: 'Messages are written by the model’s own chat template.',
  own: 'Messages are written by Kindling’s own chat template, which is like ChatML and goes with the model.',
  title: 'Some of {{all}} rows are not learned as they are',
  titleOfSome: 'Some of {{all}} rows that were looked at are not learned as they are',
  cut_one: '{{rows}} conversation is longer than the context: its oldest turns are left out.',
  cut_other: '{{rows}} conversations are longer than the context: their oldest turns are left out.',
  leftOut_one: '{{rows}} row is left out, row {{row}}: {{why}}',
  leftOut_other: '{{rows}} rows are left out, the first is row {{row}}: {{why}}',
  summary: {
    chatTemplate: 'Chat template',
    chatTemplates: { model: 'that of the model', default: 'Kindling’s own' },
    conversationsCut: 'Without their oldest turns',
    conversationsLeftOut: 'Rows left out',
  },
} as const;
