export default {
  title: 'How good it is at its task',
  measuredOn_one: 'Measured on {{formatted}} text for {{rows}} held-out rows: rows that it never trained on.',
  measuredOn_other: 'Measured on {{formatted}} texts for {{rows}} held-out rows: rows that it never trained on.',
  hint: {
    field_fidelity:
      'Texts that contain the row’s {{fields}}, as whole words, capitals or not. The rows’ own texts: {{baseline}}.',
    again:
      'Up to {{tries}} texts were written until one had them, the last of them beginning with it; the first one had them in {{first}}.',
    spelled:
      'Letter by letter: {{first}} of {{of}} at the first try, {{free}} with up to {{freeTries}}, {{all}} with the last.',
    copied_spans: 'Characters in passages of {{length}} characters or more that stand word for word in a training row.',
    bitsPerByte:
      'What the held-out text costs; lower is better, and comparable between sizes. Counting pairs of tokens: {{baseline}}.',
  },
  interval: '95%: {{low}} to {{high}}',
  bounds: '{{low}} to {{high}}',
  table: { measure: 'Measure', value: 'Value', interval: '95% interval', meaning: 'What it says' },
  rivals: {
    title: 'Baselines: cheap models, trained on the same rows in seconds',
    name: 'Baseline',
    gain: 'Yours is better by',
    by: {
      points: '{{amount}} points of {{metric}}',
      pointsDifference: '{{amount}} points of {{metric}}',
      less: '{{metric}} is lower by {{amount}}',
      more: '{{metric}} is higher by {{amount}}',
      difference: '{{amount}} of {{metric}}',
    },
    better: 'Your model is better than the best baseline, “{{rival}}”: {{by}} ({{interval}}).',
    same: 'Your model is not better than the best baseline, “{{rival}}”: the difference of {{by}} ({{interval}}) may be chance.',
    worse:
      'The best baseline, “{{rival}}”, is better than your model: {{by}} ({{interval}}). It takes seconds to train.',
  },
  notMeasured: {
    label: 'not measured',
    no_input: 'The template begins with the text itself, so nothing is given that could be held against it.',
    no_field:
      'No input is like a name: nearly all different, short, and in most of the rows’ own texts. Choose one below.',
    no_rows: 'No held-out row is left to measure on.',
    no_training_rows: 'The rows that it was trained on are not there any more.',
    too_many_training_rows: 'Looking through all training rows would take too long.',
    no_time: 'Writing texts would have taken too much of the training time.',
  },
  never: 'This model has not been measured yet.',
  again: 'Measure again',
  first: 'Measure',
  againHint: 'Writes {{texts}} new texts, with a new seed.',
  fields: 'Inputs that the texts must contain',
  fieldsHint: 'Empty: the one that is like a name.',
  working: 'Writing and measuring texts',
  stage: {
    texts: '{{done}} of {{total}} texts.',
    again: 'Writing again what lacks something, try {{attempt}}: {{done}} of {{total}} texts.',
    bits: 'What held-out text costs: {{done}} of {{total}} steps.',
  },
  left: 'About {{time}} to go.',
  cancel: 'Cancel measuring',
  cancelled: 'Measuring was cancelled. The figures of before are kept.',
  failed: 'The model could not be measured',
  texts: {
    title: 'The texts that were measured',
    show_one: 'Show the {{formatted}} text',
    show_other: 'Show the {{formatted}} texts',
    hide: 'Hide the texts',
    inputs: 'Given',
    output: 'Written by the model',
    reference: 'In the data set',
    seed: 'Seed {{seed}}',
    lacks: 'lacks {{fields}}',
    otherwise: 'spelled otherwise: {{fields}}',
  },
  verdict: {
    good: 'Your model is ready',
    partly: 'It works some of the time',
    partlyLearned: 'It has learned a part',
    poor: 'Not useful yet',
    learned: 'It writes texts like yours',
    unknown: 'Trained, but not measured',
    contest: {
      better: 'Better than every baseline',
      same: 'No better than a baseline',
      worse: 'A baseline is better',
    },
  },
  reason: {
    field_fidelity_one: '{{kept}} of {{formatted}} text kept the row’s {{fields}}.',
    field_fidelity_other: '{{kept}} of {{formatted}} texts kept the row’s {{fields}}.',
    again: 'That is with up to {{tries}} tries; the first try: {{first}}.',
    exact_match_one: '{{kept}} of {{formatted}} text is the row’s own.',
    exact_match_other: '{{kept}} of {{formatted}} texts are the row’s own.',
    labels_one:
      '{{kept}} of {{formatted}} answer is right. Always giving the commonest one would be right in {{commonest}}.',
    labels_other:
      '{{kept}} of {{formatted}} answers are right. Always giving the commonest one would be right in {{commonest}}.',
    right_one: '{{kept}} of {{formatted}} answer is right.',
    right_other: '{{kept}} of {{formatted}} answers are right.',
    base: 'A byte of held-out text costs it {{after}} bits; “{{name}}” alone takes {{before}}. Whether a text fits what it was given is not measured: try it.',
    bitsPerByte:
      'A byte of held-out text costs it {{bits}} bits; counting which token follows which costs {{bigram}}. Whether a text fits what it was given is not measured: try it.',
    nothing: 'No measure says how good its texts are. Try it and judge for yourself.',
  },
  newWords: {
    none: 'Every word of their {{fields}} stands in training rows, too: how it does with a word that it never saw, such as a made-up brand, was not measured.',
    some: '{{texts}} of them have a word in their {{fields}} that no training row has ({{words}}): {{kept}} of these kept it.',
  },
  copied: '{{share}} of what it writes are passages copied from training rows.',
  next: {
    title: 'What helps',
    longer: 'Train longer',
    larger: 'Take a larger size',
    rows: 'Add more rows',
  },
} as const;
