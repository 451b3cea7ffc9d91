/**
 * Writes the smaller sample tables: questions to a shop with their topic, and short product sentences in English and German. All of it is
 * invented, in our own words; CC0 1.0 (public domain).
 *
 *     node resources/samples.mjs
 *
 * A small grammar and a fixed seed: the same files on every machine.
 */
import { writeFileSync } from 'node:fs';
import { mulberry32 } from './random.mjs';

const SEED = 20261126;

const random = mulberry32(SEED);
const pick = (choices) => choices[Math.floor(random() * choices.length)];
const field = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** As many different rows as are wanted. */
function table(header, count, makeRow) {
  const lines = new Set([header.join(',')]);
  while (lines.size <= count) lines.add(makeRow().map(field).join(','));
  return `${[...lines].join('\n')}\n`;
}

const THINGS = ['desk lamp', 'kettle', 'backpack', 'planter', 'notebook', 'yoga mat', 'spice mill', 'dog bed', 'floor lamp', 'packing cube'];
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const OPENERS = ['', '', 'Hello, ', 'Hi there, ', 'Good morning, ', 'A quick question: '];
const ENDINGS = ['', '', ' Thank you!', ' Thanks in advance.', ' Please help.'];

const TOPICS = {
  delivery: [
    (thing, day) => `I ordered a ${thing} on ${day} and it has not arrived. Where is my parcel?`,
    (thing) => `how long does it take to ship the ${thing}?`,
    (thing) => `can I have the ${thing} sent to another address?`,
    (thing, day) => `the tracking number of my ${thing} has not moved since ${day}.`,
    (thing) => `do you deliver the ${thing} on Saturdays?`,
    (thing) => `the courier left the ${thing} with a neighbour I do not know.`,
  ],
  returns: [
    (thing) => `I would like to send the ${thing} back. How do I do that?`,
    (thing, day) => `I returned a ${thing} on ${day}. When do I get my money?`,
    (thing) => `can I swap the ${thing} for another colour?`,
    (thing) => `the ${thing} is not what I expected. May I return it without the box?`,
    (thing) => `who pays for the label when I send the ${thing} back?`,
    (thing) => `is the ${thing} from the sale returnable, too?`,
  ],
  billing: [
    (thing) => `I was charged twice for the ${thing}.`,
    (thing) => `could I have an invoice for the ${thing} with my company's name?`,
    (thing, day) => `my card was refused on ${day} when I tried to pay for the ${thing}.`,
    (thing) => `why is the price of the ${thing} higher at the checkout?`,
    (thing) => `can I pay for the ${thing} in three parts?`,
    (thing) => `my voucher does not work for the ${thing}.`,
  ],
  account: [
    () => 'I cannot log in any more. The reset mail never comes.',
    (thing) => `how do I change the email address of the account that I bought the ${thing} with?`,
    () => 'please delete my account and everything in it.',
    (thing) => `I do not see my order of the ${thing} in my account.`,
    (_, day) => `I have been locked out of my account since ${day}.`,
    (thing) => `can I save the ${thing} to a wish list without an account?`,
  ],
  care: [
    (thing) => `how do I clean the ${thing}?`,
    (thing) => `may the ${thing} stay outside in the rain?`,
    (thing) => `there is a stain on the ${thing} that will not come off.`,
    (thing) => `which oil is right for the wood of the ${thing}?`,
    (thing) => `does the ${thing} survive a wash at sixty degrees?`,
    (thing) => `the ${thing} squeaks. What can I do about it?`,
  ],
  warranty: [
    (thing, day) => `the ${thing} stopped working on ${day}. Is that covered?`,
    (thing) => `how many years of warranty does the ${thing} have?`,
    (thing) => `a part of the ${thing} broke off after a month.`,
    (thing) => `do you repair a ${thing} that is older than two years?`,
    (thing) => `I need a spare part for the ${thing}.`,
    (thing) => `I lost the receipt of the ${thing}. Is the warranty gone?`,
  ],
};

function question() {
  const [topic, forms] = pick(Object.entries(TOPICS));
  const opener = pick(OPENERS);
  const said = pick(forms)(pick(THINGS), pick(DAYS));
  const start = opener === '' || opener.endsWith(': ') ? said[0].toUpperCase() + said.slice(1) : said;
  return [`${opener}${start}${pick(ENDINGS)}`, topic];
}

/** English, German and the German article. */
const NOUNS = [
  ['lamp', 'Lampe', 'die'], ['backpack', 'Rucksack', 'der'], ['knife', 'Messer', 'das'], ['kettle', 'Wasserkocher', 'der'],
  ['bag', 'Tasche', 'die'], ['notebook', 'Notizbuch', 'das'], ['chair', 'Stuhl', 'der'], ['blanket', 'Decke', 'die'],
  ['pillow', 'Kissen', 'das'], ['umbrella', 'Regenschirm', 'der'], ['watch', 'Uhr', 'die'], ['bicycle', 'Fahrrad', 'das'],
  ['coat', 'Mantel', 'der'], ['bottle', 'Flasche', 'die'], ['shirt', 'Hemd', 'das'], ['table', 'Tisch', 'der'],
  ['cup', 'Tasse', 'die'], ['mirror', 'Spiegel', 'der'], ['candle', 'Kerze', 'die'], ['shelf', 'Regal', 'das'],
];
const ADJECTIVES = [
  ['light', 'leicht'], ['small', 'klein'], ['new', 'neu'], ['warm', 'warm'], ['simple', 'einfach'], ['sturdy', 'robust'],
  ['green', 'grün'], ['blue', 'blau'], ['black', 'schwarz'], ['elegant', 'elegant'], ['modern', 'modern'], ['beautiful', 'schön'],
];
const PHRASES = [
  ['fits in any room', 'passt in jeden Raum'],
  ['lasts for years', 'hält jahrelang'],
  ['is easy to clean', 'lässt sich leicht reinigen'],
  ['arrives in three days', 'kommt in drei Tagen an'],
  ['comes in five colours', 'ist in fünf Farben erhältlich'],
  ['makes a good gift', 'ist ein gutes Geschenk'],
  ['costs less this week', 'kostet diese Woche weniger'],
  ['weighs less than you think', 'wiegt weniger, als man denkt'],
  ['is made by hand', 'wird von Hand gefertigt'],
  ['can be returned within thirty days', 'kann innerhalb von dreißig Tagen zurückgegeben werden'],
  ['is made of recycled material', 'besteht aus recyceltem Material'],
  ['is back in stock', 'ist wieder auf Lager'],
];
const CAPITAL = { der: 'Der', die: 'Die', das: 'Das' };
const OUR = { der: 'Unser', die: 'Unsere', das: 'Unser' };
const THIS = { der: 'Dieser', die: 'Diese', das: 'Dieses' };

function translation() {
  const [noun, german, article] = pick(NOUNS);
  const [adjective, deutsch] = pick(ADJECTIVES);
  const [other, anders] = pick(ADJECTIVES.filter(([word]) => word !== adjective));
  const [phrase, satz] = pick(PHRASES);
  return pick([
    () => [`The ${adjective} ${noun} ${phrase}.`, `${CAPITAL[article]} ${deutsch}e ${german} ${satz}.`],
    () => [`Our ${noun} is ${adjective} and ${other}.`, `${OUR[article]} ${german} ist ${deutsch} und ${anders}.`],
    () => [`This ${adjective} ${noun} ${phrase}.`, `${THIS[article]} ${deutsch}e ${german} ${satz}.`],
    () => [`Our ${noun} ${phrase}.`, `${OUR[article]} ${german} ${satz}.`],
  ])();
}

const write = (name, text) => writeFileSync(new URL(`./samples/${name}`, import.meta.url), text);
write('support.csv', table(['question', 'topic'], 600, question));
write('translations.csv', table(['english', 'german'], 800, translation));
