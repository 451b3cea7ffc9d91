import type { NetworkModel } from '../../../shared/domain/models/trainedModel.ts';
import { taskOf } from '../../../shared/domain/tasks/index.ts';
import type { Reads } from '../../../shared/domain/tasks/programs.ts';

/** What the model started from: nothing, a base that was trained on, or one that stayed as it was. */
type Origin = 'fresh' | 'tuned' | 'frozen';

/** What its owner must not trust it with, as a list in Markdown. A limit stands only where the model can have it: one that writes nothing repeats nothing. */
export function describeLimits({ recipe, base }: Pick<NetworkModel, 'recipe' | 'base'>): string {
  const { programs } = taskOf(recipe);
  const origin = base === null ? 'fresh' : base.tuning === 'frozen' ? 'frozen' : 'tuned';
  switch (programs.form) {
    case 'writes':
      return list(ofWriting(origin));
    case 'reads':
      return list(ofReading(programs.tells, origin));
    case 'searches':
      return list(ofSearching(origin));
    case 'recommends':
      return list(OF_RECOMMENDING);
    default:
      throw programs satisfies never;
  }
}

const list = (limits: readonly string[]): string => limits.map((limit) => `- ${limit}`).join('\n');

const ofWriting = (origin: Origin): string[] => [
  `It knows ${origin === 'fresh' ? 'nothing but its training data, and only patterns of it' : 'what its base knows, and patterns of its training data'}: it states things that are not true.`,
  'It may repeat passages of the training data word for word, private ones too if there were any.',
  origin === 'fresh'
    ? 'It has whatever bias the data has; no safety training or filter was applied.'
    : 'It has whatever bias the base and the data have. Training may have undone what safety training the base had; no filter was applied.',
  origin === 'fresh'
    ? 'Other languages, formats and prompts than those of the data give poor text.'
    : 'Further from the training data than its base was made for, it gives poor text.',
];

const TOLD: Readonly<Record<Reads<never>['tells'], { own: string; wrong: string }>> = {
  label: {
    own: 'labels',
    wrong:
      'It tells one of its labels for any text, even for one that none of them fits. A label can be wrong, also where its probability is high.',
  },
  labels: {
    own: 'labels',
    wrong:
      'It tells nothing but its own labels. A label can be wrong or missing, also where its probability leaves no doubt.',
  },
  number: {
    own: 'numbers',
    wrong:
      'It tells a number for any text, even for one that says nothing of it. A number can be wrong, and nothing says by how much.',
  },
};

function ofReading(tells: Reads<never>['tells'], origin: Origin): string[] {
  const { own, wrong } = TOLD[tells];
  return [
    wrong,
    `It is only as good as the ${own} of its training data: it has learned their mistakes and their bias too.`,
    ...biasOfBase(origin),
    `For texts unlike those of the data (of another language, length or subject) its ${own} are worse.`,
  ];
}

const ofSearching = (origin: Origin): string[] => [
  'It tells how near texts are to each other, not whether what they say is right. Some text is always the nearest, even where none fits.',
  'What counts as near it has learned from its training data, with their mistakes and their bias.',
  ...biasOfBase(origin),
  'For texts unlike those of the data (of another language, length or subject) what it finds is worse.',
];

const OF_RECOMMENDING = [
  'It knows no items but those of its training data: a new one is never recommended.',
  'It goes on with the habits that the data holds, and has their bias: what many chose comes up more often.',
  'After a history unlike those of the data, what it recommends is worse.',
];

function biasOfBase(origin: Origin): string[] {
  if (origin === 'fresh') return [];
  return [
    origin === 'frozen'
      ? 'Whatever bias the base has is still there: nothing of the base was trained.'
      : 'Whatever bias the base has may still be there.',
  ];
}
