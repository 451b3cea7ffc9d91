/** A small table with one of each thing that the doctor looks for, and what is in which row. */
const LIGHT = (number: number) =>
  `Lamp number ${number} glows warmly in every room of the house and lasts for ${number * 7 + 3} years without any care at all.`;

const CLEAN = Array.from({ length: 60 }, (_, index) => [`Lamp ${index}`, index < 58 ? 'light' : 'rare', LIGHT(index)]);

export const DIRTY_ROWS = {
  duplicate: 60,
  nearDuplicate: 61,
  mail: 62,
  mailAgain: 63,
  mojibake: 64,
  html: 65,
  empty: 66,
  nearlyEmpty: 67,
  chinese: 68,
} as const;

const DIRTY = [
  ['Lamp 3', 'light', LIGHT(3)],
  ['Lamp 4', 'light', LIGHT(4).replace('warmly', 'softly')],
  ['Mail', 'light', 'Write to ada.lovelace@example.com or call +49 30 23125 123 for this lamp.'],
  ['Mail again', 'light', 'Both bob@example.org and Ada.Lovelace@example.com answer all your questions.'],
  ['Moji', 'light', 'These rooms arenâ€™t dark: the cafÃ© lamp is as bright as you want this lamp to be.'],
  ['Html', 'light', '<p>A <b>bright</b> lamp &amp; more of it<br>for every room in the house.</p>'],
  ['Empty', 'light', ''],
  ['Nothing', 'light', 'n/a'],
  ['Chinese', 'light', '这盏灯照亮整个房间，经久耐用，适合客厅和卧室使用，也适合书房。'],
];

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

export const DIRTY_CSV = [['name', 'category', 'description'], ...CLEAN, ...DIRTY]
  .map((row) => `${row.map(quoted).join(',')}\n`)
  .join('');
