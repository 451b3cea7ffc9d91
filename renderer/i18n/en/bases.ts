/** Models that others have trained, and trainings on top of them. */
export default {
  title: 'Models to start from',
  text: 'Models that others have trained. A training that starts from one already knows its language, and learns only what is special about your rows.',
  noLicense: 'says nothing',
  renameTitle: 'Rename the model',
  list: {
    name: 'Name',
    architecture: 'Architecture',
    parameters: 'Parameters',
    context: 'Context',
    license: 'Licence',
    size: 'Size',
    actions: 'Actions',
    tokens_one: '{{formatted}} token',
    tokens_other: '{{formatted}} tokens',
    train: 'Train',
    chat: 'Chat',
    chatNamed: 'Chat with {{name}}',
    trainNamed: 'Train on top of {{name}}',
    empty: 'None was added yet. Small ones, of 100 to 500 million parameters, learn well on a laptop.',
  },
  add: {
    open: 'Add a model',
    title: 'Add a model to start from',
    working: 'Reading {{name}}',
    starting: 'Looking at its files',
    bytes: '{{done}} of {{total}}',
    failed: '“{{name}}” was not added',
    done: '“{{name}}” was added',
    train: 'Train on top of it',
    stays: 'A model is used where it lies: nothing is copied, and its files are never changed.',
  },
  found: {
    title: 'On this computer',
    none: 'Nothing was found in the Hugging Face cache, in LM Studio or in Ollama that is not in the list already.',
    in: {
      kindling: 'Downloaded by Kindling',
      huggingface: 'Hugging Face cache',
      lmstudio: 'LM Studio',
      ollama: 'Ollama',
    },
    add: 'Add',
    addNamed: 'Add {{name}}',
  },
  choose: {
    title: 'From a folder or file',
    text: 'A folder as Hugging Face has it, or a .gguf file.',
    folder: 'Choose a folder',
    file: 'Choose a .gguf file',
    browser:
      'In a browser, the files of the computer that Kindling runs on cannot be chosen. Run this in a terminal there, with a folder as Hugging Face has it or a .gguf file:',
    command: 'Command that adds a model',
    place: 'FOLDER|FILE.gguf',
  },
  start: {
    title: 'Start from',
    nothing: {
      title: 'Nothing',
      text: 'A new model of a size that you choose, with a tokenizer made from your rows. It knows only what stands in them.',
    },
    model: {
      title: 'A model',
      text: 'One that others have trained: it has its language already, and learns what is special about your rows. A step takes longer.',
    },
    choose: 'Model',
    choosePlease: 'Choose a model.',
    unfit:
      'This model does not fit what is to be trained: it says how alike texts are, and cannot write. Choose another one.',
    none: 'No model to start from was added yet.',
    unusable: 'This model cannot be used now',
    gone: 'This model is not in the list any more. Choose another one, or add it again.',
    another: 'Add another model',
    encoder:
      '“{{name}}” is here, a model made for embeddings: it has read far more than these rows, and a head for labels is fitted on it in a minute or two.',
    useFrozen: 'Start from it, frozen',
    facts: '{{architecture}} · {{parameters}} parameters · context of {{tokens}} tokens · licence: {{license}}',
  },
  tuning: {
    title: 'Tuning',
    lora: {
      title: 'LoRA',
      text: 'Trains small matrices beside the frozen weights. Needs far less memory and disk, and forgets less.',
    },
    full: {
      title: 'Full fine-tuning',
      text: 'Trains every weight. Needs several times the memory, and a checkpoint is as large as the model.',
    },
    frozen: {
      title: 'Frozen',
      text: 'Leaves the model as it is and fits a linear head on its vectors of the texts: a minute or two for thousands of texts and a small model. Best with a model made for embeddings.',
    },
  },
  startedFrom: 'Started from',
  trained: {
    title: 'Trained parameters',
    lora: '{{trained}}, beside the {{all}} of the model',
    full: 'all {{trained}}',
    frozen: '{{trained}} of the head, of {{all}}',
  },
  beside: {
    switch: 'Also write with “{{name}}” alone',
    gone: 'It is not among the models to start from any more. Add it again to compare.',
    tuned: 'Your model',
    base: '{{name}} alone',
    idle: 'What it writes for the same prompt comes after the text of your model.',
    waiting: 'It writes once your model has written.',
    copy: 'Copy the text of the base model',
  },
  over: {
    title: 'What training added',
    better:
      'On the validation split, “{{name}}” alone has a loss of {{from}}. With what was learned it is {{to}}: {{share}} less.',
    bits: 'In bits per byte: {{from}} before, {{to}} after.',
    nothing:
      'Nothing so far: on the validation split, “{{name}}” alone has a loss of {{from}}, and the best since is {{to}}.',
  },
  forget: {
    action: 'Forget',
    title: 'Forget “{{name}}”?',
    text: 'It is not listed any more. Its files stay where they are, in {{path}}, and so do the runs and models that were trained on top of it.',
  },
} as const;
