export default {
  title: 'Recommendation',
  recommended: 'Recommended: {{settings}}',
  useAll: 'Use the recommended settings',
  followed: 'These are your settings.',
  judgements: 'What to expect of your settings',
  badge: 'Recommended',
  preselected: '{{size}} is preselected because it is recommended for this data set; so are time and context.',
  level: { good: 'Good', fair: 'Fair', poor: 'Poor' },
  context: 'context {{tokens}}',
  batch: 'batch size {{sequences}}',
  cut: 'long prompts cut from the left',
  steps_one: '{{formatted}} step',
  steps_other: '{{formatted}} steps',
  about_one: 'about {{formatted}} step',
  about_other: 'about {{formatted}} steps',
  share: '{{share}} of the data',
  epochs: '{{times}} epochs',
  useThis: 'Use {{settings}}',
  why: {
    data: 'About {{tokens}} tokens are learned from: too few for a larger size to pay.',
    time: 'About {{tokens}} tokens are learned from: enough for a larger size, which would need more than an hour here.',
    largest: 'About {{tokens}} tokens are learned from: enough for the largest size.',
  },
  speed: {
    measured: 'That is about {{steps}} steps of {{step}} (measured here), {{data}}.',
    earlier: 'That is about {{steps}} steps of {{step}} (as in your last run of this size), {{data}}.',
    estimated: 'That is about {{steps}} steps of {{step}} (estimated), {{data}}.',
  },
  judged: {
    steps: {
      good_one: 'About {{formatted}} step.',
      good_other: 'About {{formatted}} steps: enough to learn to use what is given. On the sample it took 300 to 900.',
      fair_one: 'About {{formatted}} step.',
      fair_other:
        'About {{formatted}} steps: on the sample, between 300 and 900 steps only a part of the texts used what was given.',
      poor_one: 'A single step teaches nothing.',
      poor_other:
        'About {{formatted}} steps are too few: on the sample, hardly a text used what was given before step 300.',
    },
    stepsOfAnswers: {
      good_one: 'About {{formatted}} step.',
      good_other: 'About {{formatted}} steps.',
      fair_one: 'About {{formatted}} step.',
      fair_other: 'About {{formatted}} steps: more may teach it better.',
      poor_one: 'A single step teaches nothing.',
      poor_other: 'About {{formatted}} steps are few: the model may hardly have begun to learn by then.',
    },
    epochs: {
      good: 'Every row is seen about {{times}} times.',
      few: 'Every row is seen about {{times}} times; three or more teach it better.',
      part: 'The model sees only {{share}} of your data.',
      repeated:
        'Every row is seen about {{times}} times: so few rows need that to be of use, but the model memorizes them meanwhile. More rows help most.',
      memorized:
        'Every row is seen about {{times}} times: the model memorizes so few rows and learns little besides. More rows help most.',
      often: 'Every row is seen about {{times}} times: so many repetitions take time and teach little more.',
    },
    size: {
      fits: 'Enough text for this size: about {{tokens}} tokens for {{parameters}} parameters.',
      little:
        'Little text for this size: about {{tokens}} tokens, {{wanted}} would do. On the sample a larger size wrote no better texts and took longer.',
      least:
        'Little text even for the smallest size: about {{tokens}} tokens, {{wanted}} would do. It will repeat much of your rows; more rows help most.',
      littleForAnswers:
        'Little text for this size: about {{tokens}} tokens, {{wanted}} would do. A smaller size is quicker.',
      leastForAnswers:
        'Little text even for the smallest size: about {{tokens}} tokens, {{wanted}} would do. It may memorize rows; more rows help most.',
      larger: 'Your text would do for a larger size, which learns more of it.',
      slow: 'A size as large as this needs too long here to see enough of your data.',
    },
    context: {
      counting: 'The tokens of your rows are being counted.',
      all: 'All rows fit into the context.',
      some: '{{rows}} of {{all}} rows are longer than the context: the model never sees them whole.',
    },
    prompts_one: 'The prompt of {{rows}} of {{all}} rows leaves no room for an answer.',
    prompts_other: 'The prompts of {{rows}} of {{all}} rows leave no room for an answer.',
  },
  seeWhy: 'See why',
  fault: {
    recipe: 'The recipe is not complete: show me',
    start: 'Choose a model to start from: show me',
    size: 'Choose a size: show me',
    budget: 'How long to train is missing: show me',
    advanced: 'An advanced setting is invalid: show me',
    split: 'The validation split needs another choice: show me',
    advice: 'See why',
    preflight: 'It does not fit: show me',
  },
  startOver: 'Start over',
  startedOver: 'The form starts over.',
  restore: 'Restore my answers',
};
