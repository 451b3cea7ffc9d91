export default {
  nav: {
    label: 'Main navigation',
    datasets: 'Data sets',
    train: 'Train',
    models: 'Models',
    playground: 'Playground',
    server: 'Server',
    trash: 'Trash',
    settings: 'Settings',
    open: 'Open navigation',
    close: 'Close navigation',
  },
  skipToContent: 'Skip to content',
  theme: { toLight: 'Switch to the light theme', toDark: 'Switch to the dark theme' },
  language: 'Language',
  engineBadge: {
    label: 'Engine: {{engine}} on {{device}}. Open the engine settings.',
    inference: 'Models are used with {{engine}}',
    loading: 'Looking for an engine…',
    offered: 'A faster engine can be installed',
    installing: 'Installing a faster engine',
    failed: 'The faster engine could not be installed',
  },
  connection: {
    lost: 'The connection to the studio was lost. Trying again…',
    lostHint:
      'What was stored is safe. Whether training continues cannot be told from here. If the studio has ended, start it again: this page then reconnects automatically. If another address is printed, open that one.',
    retryNow: 'Try now',
    locked: 'The studio does not let this page in any more',
    lockedHint:
      'Its pages were signed out, or another studio answers here. Ask for a new address and open it in this browser: this page then reconnects, too.',
    goneTitle: 'The studio is not running',
    gone: 'Nothing answers at {{address}}. What was stored is safe.',
    goneHow:
      'Start it in Kindling’s folder, with the same options as before. This page then opens by itself. Should another address be printed, open that one.',
    lockedTitle: 'This page has no key to the studio',
    lockedReasons: {
      no_key: 'The studio runs, but it opens only for whom it was started. Each address that it prints opens it once.',
      code_used: 'This address has been used, or is too old: each address that the studio prints opens it once.',
      other_studio: 'What answers here is not the studio that opened this page, or its pages were signed out.',
    },
    lockedHow: 'In Kindling’s folder, this prints another address and opens it:',
    lockedOtherTab: 'If the studio is open in another tab of this browser, this page opens by itself.',
    command: 'Command',
  },
  notFound: {
    title: 'Page not found',
    text: 'There is no page at {{path}}.',
    home: 'Go to the data sets',
  },
  crash: {
    title: 'This page could not be displayed',
    text: 'Your stored data is not affected. Try again, or go to another page.',
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    open: 'Show keyboard shortcuts',
    followedBy: 'then',
  },
  palette: {
    open: 'Search',
    title: 'Search and commands',
    placeholder: 'Find a data set, run, model or command',
    results: 'Results',
    nothing: 'Nothing found.',
    kind: { action: 'Command', dataset: 'Data set', run: 'Training run', model: 'Model' },
  },
} as const;
