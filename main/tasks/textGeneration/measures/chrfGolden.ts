/**
 * Scores of sacrebleu 2.6.0 (`CHRF().corpus_score`): odd texts, Chinese and Japanese, emoji, white space of all kinds, empty texts.
 */
export const CHRF_GOLDEN: readonly { outputs: string[]; references: string[]; score: number }[] = [
  { outputs: ['The cat sat on the mat.'], references: ['The cat sat on the mat.'], score: 100 },
  { outputs: ['The cat sat on the mat.'], references: ['A dog lay on the rug.'], score: 18.747103931235735 },
  { outputs: [''], references: ['something'], score: 0 },
  { outputs: ['something'], references: [''], score: 0 },
  { outputs: [''], references: [''], score: 0 },
  { outputs: ['', 'abc'], references: ['abc', ''], score: 0 },
  { outputs: ['ab'], references: ['abcdefgh'], score: 23.404255319148938 },
  { outputs: ['a'], references: ['a'], score: 100 },
  { outputs: ['a'], references: ['b'], score: 0 },
  {
    outputs: ['\u8fd9\u662f\u4e00\u4e2a\u8f7b\u4fbf\u7684\u6c34\u58f6\u3002'],
    references: ['\u8fd9\u662f\u4e00\u53ea\u8f7b\u4fbf\u7684\u6c34\u74f6\u3002'],
    score: 31.223544973544975,
  },
  {
    outputs: ['\u6771\u4eac\u30bf\u30ef\u30fc', '\u4eac\u90fd\u306e\u304a\u8336'],
    references: ['\u6771\u4eac\u30b9\u30ab\u30a4\u30c4\u30ea\u30fc', '\u4eac\u90fd\u306e\u62b9\u8336'],
    score: 19.44635027026076,
  },
  {
    outputs: ['\ud83d\ude00 fine \ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67', 'e\u0301a'],
    references: ['\ud83d\ude00 good \ud83d\udc69\u200d\ud83d\udc67', '\u00e9a'],
    score: 14.343316453025265,
  },
  {
    outputs: ['tab\tand\u00a0nbsp\u3000wide', 'x\u2028y\u001cz\ufeffw'],
    references: ['tab and nbsp wide', 'x y zw'],
    score: 95.55079445996924,
  },
  {
    outputs: ['Meet the Sage Brook Pendant: hand-blown glass.', 'We made the Ash Ferry Leash in leather,'],
    references: [
      'Meet the Sage Brook Pendant: brass, finished in sage.',
      'The Ash Ferry Leash is made of climbing rope',
    ],
    score: 53.243978489572775,
  },
  { outputs: ['aaaaaaaaaa', 'abababab'], references: ['aaaa', 'babababa'], score: 83.48259979529172 },
  {
    outputs: ['\na', '\u00e9', 'e'],
    references: ['a\u00e9 ab\n\nb ', '\u00e9', 'a\ud83d\ude00b \ud83d\ude00a'],
    score: 21.276595744680854,
  },
  {
    outputs: [
      '\na a\u00e9cd\nc',
      'b\ud83d\ude00d\u00e9cb\ud83d\ude00\ud83d\ude00',
      ' eb\u00e9b\ud83d\ude00a\ud83d\ude00 \u6c34',
      '\u00e9\ne\u6c34\ud83d\ude00\u6c34ed c',
      ' b\ud83d\ude00d\u00e9\u6c34e\u6c34d\ud83d\ude00b',
    ],
    references: [
      '\u00e9',
      'cec\u6c34\na',
      'b\u00e9\ud83d\ude00eee\ud83d\ude00\u6c34\ud83d\ude00\u6c34',
      'b',
      '\u6c34bad',
    ],
    score: 9.334034858172663,
  },
  {
    outputs: ['\u6c34d\nea\u6c34ec\ud83d\ude00b', 'a dc \n\n', '\u6c34bc\u6c34\n\u00e9dc\n\u00e9d\ne\n', 'cbc', '  '],
    references: [
      '',
      '\ud83d\ude00cddac\n',
      'e\ud83d\ude00\ud83d\ude00ec\u00e9\ud83d\ude00a',
      '\u00e9\n\n\n\nb\u6c34',
      '\na b \u6c34cbe\ud83d\ude00',
    ],
    score: 6.104450529877994,
  },
  { outputs: ['a'], references: ['c\u00e9be\ud83d\ude00ab \ud83d\ude00'], score: 15.151515151515152 },
  {
    outputs: ['de', 'e\u6c34bb\u6c34\u6c34\u6c34\u6c34d', 'c', 'e'],
    references: [
      'd\u6c34c\u00e9a \u00e9ec\u00e9a',
      '\u00e9dbd\u00e9ece \u00e9\u00e9\u00e9',
      ' \ud83d\ude00  \n',
      '  \u00e9\u6c34eaad\u6c34d ',
    ],
    score: 3.759398496240602,
  },
  {
    outputs: ['\u6c34eeb ', ' ', ' e \u6c34\ud83d\ude00\ud83d\ude00a', 'ebb\n \u6c34c', 'eb\n\u6c34\nb'],
    references: [
      'cccac\ud83d\ude00\u6c34c\ud83d\ude00\ud83d\ude00\u6c34',
      'ec\u00e9\u00e9caab\u00e9c',
      '  ad d',
      ' \ud83d\ude00ed\u00e9\nca',
      'e\u6c34\ud83d\ude00\u00e9\n\u00e9c\u00e9c\u00e9\u00e9a\u6c34c',
    ],
    score: 3.1578947368421053,
  },
  {
    outputs: [
      '',
      'ccc\u6c34\ud83d\ude00b\u00e9ae\u00e9\u00e9\u00e9',
      'b\u00e9a  da',
      'b\u00e9\u6c34\u00e9ab\u6c34e\ud83d\ude00\u00e9\ud83d\ude00\u00e9',
      'd\u6c34\u00e9',
    ],
    references: ['\u6c34\u00e9 \u00e9d\u00e9 \u6c34', '\nb', '\u6c34eb \nb', 'dbc', 'ecdc\u6c34 b\n\u6c34c '],
    score: 5.208333333333333,
  },
  {
    outputs: ['\n\u00e9\ne\n eebea', '\u00e9\u6c34\u6c34a\n'],
    references: ['\u00e9\ud83d\ude00d\u00e9b', ' '],
    score: 7.407407407407408,
  },
  { outputs: ['d'], references: ['acdc'], score: 29.411764705882355 },
  {
    outputs: [
      'd\nc\u00e9\u00e9\ud83d\ude00\u6c34ebdac\n',
      'bdabdb\ud83d\ude00 bdb\u6c34ae',
      '\nd\ud83d\ude00ca\u00e9 b',
      'da',
    ],
    references: [' d', 'd\u00e9 d\u6c34\u00e9cdea', 'aaa\u00e9', ' \u00e9\u6c34 \u6c34b\n\u6c34'],
    score: 8.034707699722029,
  },
  {
    outputs: ['\n\u00e9d  e c\neaca', 'd', 'cab\n\u00e9d', ' da\u6c34ccd\u6c34a', 'ee\u00e9e'],
    references: ['ad ', 'cae\nb', 'd\u00e9  \u00e9ab', 'bc\n\ud83d\ude00', ''],
    score: 10.703953712632593,
  },
  {
    outputs: [
      '',
      'd b\ud83d\ude00',
      'c\ud83d\ude00\ne\u6c34cd\ud83d\ude00',
      'ca\u00e9\n\u00e9c\u00e9\u00e9\ud83d\ude00a',
    ],
    references: [
      '\ud83d\ude00 baaceb\n\u6c34\u00e9aa',
      '\u00e9 \u6c34da\u6c34b\u00e9\u00e9b',
      '\u00e9b\u6c34dbd   \u6c34',
      '\nb\u6c34da\ud83d\ude00 ',
    ],
    score: 3.4013605442176873,
  },
];
