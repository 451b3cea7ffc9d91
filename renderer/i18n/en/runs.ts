export default {
  pill: {
    label: 'Training “{{name}}”: {{state}}. Open the run.',
    left: '{{time}} left',
    waiting_one: '{{formatted}} queued',
    waiting_other: '{{formatted}} queued',
  },
  ended: {
    done: '“{{name}}” has finished training',
    failed: '“{{name}}” has failed',
    interrupted: '“{{name}}” was interrupted and can be resumed',
    paused: '“{{name}}” is paused: the disk is full',
    open: 'Open the run',
  },
  state: {
    queued: 'Queued',
    preparing: 'Preparing',
    training: 'Training',
    saving: 'Saving',
    paused: 'Paused',
    interrupted: 'Interrupted',
    done: 'Done',
    stopped: 'Stopped',
    failed: 'Failed',
  },
  size: {
    nano: {
      title: 'Nano',
      text: 'The fastest. After two minutes on the 700 rows of the sample, 97 of 100 texts had the name they were given. Most of their wording was copied from the rows.',
    },
    small: {
      title: 'Small',
      text: 'On those rows no better than Nano: 96 of 100 texts after three minutes, and each step took 1.6 times as long. For tables from about 6 MB of text.',
    },
    base: {
      title: 'Base',
      text: 'Each step takes 5 to 8 times as long as Small’s on a processor. For tables from about 24 MB of text, and an hour or more.',
    },
    parameters: '{{parameters}} parameters',
    context: 'Context of {{tokens}} tokens',
  },
} as const;
