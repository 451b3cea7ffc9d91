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
} as const;
