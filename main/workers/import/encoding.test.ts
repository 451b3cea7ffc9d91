import { expect, test } from 'vitest';
import { detectEncoding } from './encoding.ts';
import { CODE_PAGES } from './encodings/codePages.ts';
import { textDecoder } from './encodings/textDecoder.ts';

/** The bytes of a text in an encoding of one byte a character. */
function encoded(text: string, encoding: string): Uint8Array {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const characters = [...textDecoder(encoding).decode(bytes)];
  return Uint8Array.from([...text], (character) => {
    const byte = characters.indexOf(character);
    if (byte < 0) throw new Error(`${encoding} has no ${character}`);
    return byte;
  });
}

const TEXTS: [string, string[], string][] = [
  [
    'German',
    ['windows-1252', 'macintosh', 'ibm850', 'ibm437'],
    'Schöne Größe für draußen\nüberall nützlich und süß\nLöffel aus Edelstahl',
  ],
  [
    'French',
    ['windows-1252', 'macintosh', 'ibm850'],
    'Très léger, façonné à la main\nThéière élégante avec son couvercle',
  ],
  [
    'Polish',
    ['windows-1250', 'iso-8859-2', 'ibm852', 'x-mac-centraleurroman'],
    'Piękny i lekki, świetny do domu\nłatwy w użyciu, żółty',
  ],
  ['Czech', ['windows-1250', 'iso-8859-2', 'ibm852'], 'Židle z dubu, pohodlná a pevná\nMěkký polštář pro každého'],
  ['Hungarian', ['windows-1250', 'iso-8859-2'], 'A szék kényelmes és erős\nKönnyű esernyő őszi napokra'],
  ['Turkish', ['windows-1254', 'ibm857', 'x-mac-turkish'], 'Şık ve hafif, ışığı güzel\nçocuklar için güvenli'],
  ['Lithuanian', ['windows-1257', 'iso-8859-13'], 'Kėdė patogi ir tvirta\nLempa skleidžia šiltą šviesą'],
  [
    'Russian',
    ['windows-1251', 'koi8-r', 'ibm866', 'iso-8859-5', 'x-mac-cyrillic'],
    'Удобный стул из дуба\nЧайник долго держит тепло',
  ],
  ['Ukrainian', ['windows-1251', 'koi8-u'], 'Зручний стілець із дуба\nЛегка парасоля вміщується в сумку, їжа'],
  ['Greek', ['windows-1253', 'iso-8859-7', 'ibm737'], 'Άνετη καρέκλα από δρυ\nΜαλακό μαξιλάρι για το σπίτι'],
  ['Hebrew', ['windows-1255'], 'כיסא נוח מעץ אלון\nכרית רכה לבית'],
  ['Arabic', ['windows-1256', 'iso-8859-6'], 'كرسي مريح من خشب البلوط\nوسادة ناعمة للمنزل'],
  ['Thai', ['windows-874'], 'เก้าอี้นั่งสบายทำจากไม้โอ๊ค\nหมอนนุ่มสำหรับบ้าน'],
  ['English', ['windows-1252'], 'It’s a kettle – pours “without” a drip\nThe café’s own mug'],
];

test.each(
  TEXTS.flatMap(([language, encodings, text]) => encodings.map((encoding) => [language, encoding, text] as const)),
)('%s in %s', (_, encoding, text) => {
  const bytes = encoded(`name,text\n${text}\n`, encoding);
  expect(textDecoder(detectEncoding(bytes, true, 'a.csv').encoding).decode(bytes)).toBe(`name,text\n${text}\n`);
});

test.each([
  ['gb18030', [0xb2, 0xe8, 0xba, 0xf8, 0xb5, 0xb9, 0xcb, 0xae, 0xb2, 0xbb, 0xb5, 0xce], '茶壶倒水不滴'],
  ['big5', [0xaf, 0xf9, 0xb3, 0xfd, 0xad, 0xcb, 0xa4, 0xf4, 0xa4, 0xa3, 0xba, 0x77], '茶壺倒水不滴'],
  ['shift_jis', [0x8c, 0x79, 0x82, 0xa2, 0x8e, 0x50, 0x82, 0xcd, 0x95, 0xd6, 0x97, 0x98], '軽い傘は便利'],
  ['euc-jp', [0xb7, 0xda, 0xa4, 0xa4, 0xbb, 0xb1, 0xa4, 0xcf, 0xca, 0xd8, 0xcd, 0xf8], '軽い傘は便利'],
  ['euc-kr', [0xc6, 0xed, 0xbe, 0xc8, 0xc7, 0xd1, 0x20, 0xc0, 0xc7, 0xc0, 0xda], '편안한 의자'],
])('%s', (encoding, bytes, text) => {
  const sample = Uint8Array.from([...Buffer.from('name,text\nx,'), ...bytes, 10]);
  expect(detectEncoding(sample, true, 'a.csv').encoding).toBe(encoding);
  expect(textDecoder(encoding).decode(Uint8Array.from(bytes))).toBe(text);
});

test('a foreign byte in UTF-8 is a slip; one among ASCII tells another encoding, and that is a doubt', () => {
  const slip = Buffer.concat([Buffer.from('name,text\nà,léger\né,très\n'), Buffer.from([0xe9, 10])]);
  expect(detectEncoding(slip, true, 'a.csv')).toMatchObject({ encoding: 'utf-8', others: null });
  const lone = Buffer.from('name,text\ncaf\xe9,x\n', 'latin1');
  expect(detectEncoding(lone, true, 'a.csv')).toMatchObject({ encoding: 'windows-1252', others: expect.any(Array) });
});

test('code pages have 128 characters each, and text that arrives in parts is the same', () => {
  for (const [encoding, page] of Object.entries(CODE_PAGES)) {
    expect([encoding, page.length]).toEqual([encoding, 128]);
    expect(textDecoder(encoding).decode(Uint8Array.from([0x61, 0x80]))).toBe(`a${page[0]}`);
  }
});

test.each<[string, string]>([
  ['Russian', 'имя,текст\nЛампа 1,"Тихая настольная лампа, номер 1"\nЛампа 2,"Тихая настольная лампа, номер 2"\n'],
  ['Chinese', '名稱,說明\n檯燈1號,"安靜的桌上檯燈，適合工作與閱讀，編號1"\n檯燈2號,"安靜的桌上檯燈，編號2"\n'],
])('UTF-16 without a mark is told in %s, which has few ASCII characters', (_, text) => {
  const little = Buffer.from(text, 'utf16le');
  expect(detectEncoding(little, true, 'a.csv').encoding).toBe('utf-16le');
  expect(detectEncoding(Buffer.from(little).swap16(), true, 'a.csv').encoding).toBe('utf-16be');
});

test('zero bytes here and there make no UTF-16 of a text', () => {
  const text = Buffer.from(`name,text\n${'a\0,some words of a text\n'.repeat(40)}`);
  expect(detectEncoding(text, true, 'a.csv').encoding).toBe('utf-8');
});
