/** A list of kinds: an entry each, and one file that names them all. */
export interface EntryList {
  /** Lists of the same subject may share entries: what an entry is in `shared`, in `main` and in `renderer`. */
  subject: string;
  /** Each file or folder in it is an entry, named without its extension. */
  folder: string;
  /** The only file that names entries. */
  index: string;
  /** Files and folders in it, by their paths, that are no entries: what entries have in common. */
  common: readonly string[];
}

export const ENTRY_LISTS: readonly EntryList[] = [
  {
    subject: 'examiner',
    folder: 'main/workers/doctor/examiners',
    index: 'main/workers/doctor/diagnose.ts',
    common: ['examiner.ts'],
  },
  {
    subject: 'architecture',
    folder: 'shared/domain/architectures',
    index: 'shared/domain/architectures/index.ts',
    common: ['architecture.ts', 'decoderConfig.ts', 'encoderConfig.ts', 'frozenBody.ts', 'runModel.ts', 'sizes.ts'],
  },
  {
    subject: 'architecture',
    folder: 'main/ml/architectures',
    index: 'main/ml/architectures/index.ts',
    common: [
      'architecture.ts',
      'decoder.ts',
      'encoder.ts',
      'foreignDecoder.ts',
      'ggufDecoder.ts',
      'ggufEncoder.ts',
      'model.ts',
      'packing.ts',
      'parameters.ts',
      'tableConstants.ts',
      'textStates.ts',
    ],
  },
  {
    subject: 'optimizer',
    folder: 'main/ml/train/optimizers',
    index: 'main/ml/train/optimizers/index.ts',
    common: ['optimizer.ts'],
  },
  {
    subject: 'format',
    folder: 'shared/domain/formats',
    index: 'shared/domain/formats/index.ts',
    // A package for an app is a graph of ONNX's, too.
    common: ['dtype.ts', 'format.ts', 'onnx/options.ts', 'onnx/size.ts', 'onnx/snippets.ts'],
  },
  {
    subject: 'format',
    folder: 'main/formats',
    index: 'main/formats/index.ts',
    common: [
      'baseSource.ts',
      'fileSpans.ts',
      'fingerprint.ts',
      'format.ts',
      'card',
      'boundedTemplate.ts',
      'defaultChatTemplate.ts',
      'endOfTurn.ts',
      'generationMarks.ts',
      'judgeConfig.ts',
      'specialTexts.ts',
      'callForm.ts',
      'chatTemplate.ts',
      'libraryModel.ts',
      'libraryCard.ts',
      'openBase.ts',
      'openReference.ts',
      'reference.ts',
      'sentenceFacts.ts',
      'thresholds.ts',
      // What graphs of any format are lowered from.
      'recorded',
      // How the library keeps its models, whatever they are exported as, is Hugging Face's way, too.
      ...[
        ...[
          'generationConfig.ts',
          'heldOutFile.ts',
          'measuresFile.ts',
          'modelConfig.ts',
          'modelFiles.ts',
          'modelFolder.ts',
          'names.ts',
          'narrow.ts',
          'openFolder.ts',
          'referenceFile.ts',
        ],
        // What every card says, and how numbers are written.
        ...['narrow.ts', 'writeSafetensors.ts'],
        ...['recipeFile.ts', 'sentenceFiles.ts', 'safetensors.ts', 'strictJson.ts', 'weightFiles.ts'],
      ].map((name) => `huggingface/${name}`),
      // Files of llama.cpp are started from, too.
      ...[
        'dequantize.ts',
        'header.ts',
        'openGguf.ts',
        'sentences.ts',
        'splitters.ts',
        'tokenizerJson.ts',
        'wordPieces.ts',
      ].map((name) => `gguf/${name}`),
      // What fewer bits cost is measured by ONNX Runtime, whatever the file is.
      ...[
        'graph.ts',
        'heldOutBits.ts',
        'heldOutVectors.ts',
        'onnxFolder.ts',
        'runText.ts',
        'textModel.ts',
        'weights.ts',
      ].map((name) => `onnx/${name}`),
      // A baseline that is kept lies in the library as this format writes it.
      'linear/linearFiles.ts',
      'linear/names.ts',
      'linear/wordsFolder.ts',
    ],
  },
  {
    subject: 'task',
    folder: 'shared/domain/tasks',
    index: 'shared/domain/tasks/index.ts',
    common: [
      'programs.ts',
      'promptRoom.ts',
      'python.ts',
      'recipeFindings.ts',
      'containsValue.ts',
      'fourDigits.ts',
      'history.ts',
      'number.ts',
      'recipeTokens.ts',
      'sampleTask.ts',
      'labelList.ts',
      'thresholds.ts',
      'task.ts',
      'template.ts',
      'textRecipe.ts',
      'trainedOn.ts',
      'words.ts',
    ],
  },
  {
    subject: 'task',
    folder: 'renderer/tasks',
    index: 'renderer/tasks/index.ts',
    common: [
      'ColumnFields.tsx',
      'FillQuestion.tsx',
      'heldOut.ts',
      'InputTexts.tsx',
      'PredictionBench.tsx',
      'TaskFields.tsx',
      'TextFields.tsx',
      'explain',
      'task.ts',
      'taskDraft.ts',
      'template',
      'textDraft.ts',
      'useGivenRow.ts',
      'useOwnTexts.ts',
      'useTaskTexts.ts',
    ],
  },
];
