/** What only the pages of help say, in the namespace of the app. */
export default {
  docs: {
    title: 'Documentation',
    subtitle: 'What is read, how runs resume, what is measured, and every command.',
    code: 'Example',
    page: {
      data: 'Data',
      runs: 'Runs and models',
      server: 'Server',
      engines: 'Engines',
      cli: 'Command line',
      measured: 'Measured',
      develop: 'Development',
    },
  },
} as const;
