export default {
  title: 'What the curve says',
  early_stopped: {
    title: 'Stopped early',
    text: 'Training stopped automatically at step {{step}}: {{patience}} evaluations in a row did not lower the validation loss. The best is step {{bestStep}}.',
    byTask:
      'Training stopped automatically at step {{step}}: {{patience}} evaluations in a row were not better by {{metric}}. The best is step {{bestStep}}.',
    advice: 'More steps would not have helped. More rows, a higher weight_decay or a smaller size go further.',
    onBase: 'More steps would not have helped. More rows, a higher weight_decay or LoRA of a lower rank go further.',
  },
  rising: {
    title: 'The loss rises',
    text: 'Since step {{sinceStep}} the training loss has gone up, from {{from}} to {{to}}.',
    advice: 'Lower the learning rate, for example to {{learningRate}}.',
  },
  spikes: {
    title: 'The loss jumps',
    text: 'There were {{count}} spikes far above the noise in the second half, the last one at step {{lastStep}}.',
    advice: 'Lower the learning rate, for example to {{learningRate}}, or raise the batch size.',
  },
  overfitting: {
    title: 'Overfitting',
    text: 'Validation has risen for {{evaluations}} evaluations, from {{bestLoss}} to {{lastLoss}}, while the training loss falls: the model memorizes its rows. It was lowest at step {{bestStep}}.',
    advice: {
      stop: 'Stop now; it does not get better. More rows, a higher weight_decay or a smaller size help.',
      best_kept:
        'The model of step {{keptStep}} was kept. More rows, a higher weight_decay or a smaller size go further.',
      last_kept:
        'The model of the last step was kept. Turn on load_best_model_at_end, or train for about {{keptStep}} steps.',
    },
    onBase: {
      stop: 'Stop now; it does not get better. More rows, a higher weight_decay or LoRA of a lower rank help.',
      best_kept:
        'The model of step {{keptStep}} was kept. More rows, a higher weight_decay or LoRA of a lower rank go further.',
    },
  },
  validation_flat: {
    title: 'Validation loss has plateaued',
    text: 'It has stayed at {{loss}} since step {{sinceStep}}, while the training loss still falls.',
    advice: 'More steps help only with the rows it knows. More or more varied rows go further.',
  },
  hardly_learns: {
    title: 'The loss is flat',
    text: 'It has hardly fallen: {{first}} at the start, {{last}} now.',
    advice: 'Raise the learning rate, for example to {{learningRate}}, or train longer.',
  },
  flat: {
    title: 'The loss is flat',
    text: 'It has stayed at about {{last}}, its mean since step {{fromStep}}.',
    advice: {
      longer: 'Raise the learning rate or train longer; if neither helps, use a larger size or more rows.',
      rows: 'It has seen its rows so often that more of them help, and not more steps.',
    },
    onBase:
      'Raise the learning rate or train longer; if neither helps, use a higher lora_rank, a larger model or more rows.',
  },
  clipped: {
    title: 'Gradients are always clipped',
    text: '{{share}} of the recent steps asked for more than max_grad_norm, and the loss does not fall.',
    advice: 'Lower the learning rate, for example to {{learningRate}}.',
  },
  still_falling: {
    title: 'It could learn more',
    text: 'Both losses were still falling at the end; training went from a mean of {{from}} after step {{fromStep}} to {{to}} in the last {{lastSteps}} steps.',
    advice: 'Train longer: extend the run, or start one with a larger budget.',
  },
  too_little_data: {
    title: 'Little data',
    text: 'It has gone through its rows {{epochs}} times. From about 16 times on, repeating them teaches little, and the model memorizes them.',
    advice: 'More rows help more than more steps.',
  },
  noisy: {
    title: 'No clear trend',
    text: 'The loss swings more from step to step than it changes.',
    advice: 'Train longer, or raise the batch size or gradient_accumulation_steps for a steadier curve.',
  },
  task_done: { advice: 'That is what counts, whatever the curve did.' },
  task_missed: {
    advice: {
      partly: 'The loss does not show it. Look at what helps, above.',
      poor: 'Whatever the loss says, it is not useful yet. Look at what helps, above.',
    },
  },
  copied: {
    title: 'Much is copied',
    text: '{{share}} of what it writes are passages copied from training rows.',
    advice: 'Look whether that is wanted: stock phrases are copied by right, whole texts hardly.',
  },
  healthy: {
    title: 'The loss falls well',
    text: {
      queued: 'The loss fell steadily so far.',
      going: 'The loss falls steadily.',
      paused: 'The loss fell steadily up to the pause.',
      ended: 'The loss fell steadily to the end.',
    },
    advice: {
      queued: 'It resumes when its turn comes.',
      going: 'There is nothing to do but wait.',
      paused: 'Resume it to train on.',
      ended: 'Whether its texts are useful is for the measures to say, and for you: try the model.',
    },
  },
  too_early: {
    title: 'Too early to tell',
    text: {
      queued_one: 'So far it has trained {{steps}} step.',
      queued_other: 'So far it has trained {{steps}} steps.',
      going_one: 'After {{steps}} step, noise hides what the curve will do.',
      going_other: 'After {{steps}} steps, noise hides what the curve will do.',
      paused_one: 'It paused after {{steps}} step: noise hides what the curve will do.',
      paused_other: 'It paused after {{steps}} steps: noise hides what the curve will do.',
      ended_one: 'With {{steps}} step, noise hides what the curve does.',
      ended_other: 'With {{steps}} steps, noise hides what the curve does.',
    },
    advice: {
      queued: 'It begins when its turn comes.',
      going: 'Come back in a moment.',
      paused: 'Resume it to see a trend.',
      ended: 'Train longer to see a trend.',
    },
  },
} as const;
