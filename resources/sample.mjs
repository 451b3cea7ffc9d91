/**
 * Writes `sample.csv`: products that nobody makes, in our own words. Text and data are CC0 1.0 (public domain).
 *
 *     node resources/sample.mjs > resources/sample.csv
 *
 * A small grammar and a fixed seed: the same file on every machine. What a product does follows from its noun, the
 * tone of its tagline from its category, and its colour from its name, so that a model of a million parameters can
 * learn how they hang together within a minute. Some cells have commas, quotation marks and line breaks, because real ones do.
 */
import { mulberry32 } from './random.mjs';

const ROWS = 700;
const SEED = 20261124;

/**
 * Tone and occasions of each category, and its products: what one does, of what it is made, and what is noted about it.
 * A `does` follows “that …”; a `detail` is a whole sentence about “it”.
 */
const CATEGORIES = {
  kitchen: {
    openings: ['Cook with calm', 'Good food, less fuss', 'For slow mornings'],
    occasions: ['on a busy weekday', 'at the Sunday table', 'in the smallest kitchen'],
    people: ['people who cook every day', 'first flats and family kitchens', 'anyone who hates washing up'],
    care: ['Rinse with warm water and dry at once.', 'Safe in the dishwasher, kinder by hand.'],
    products: {
      kettle: { does: ['pours without a drip', 'boils while you grind'], of: ['enamel', 'brushed steel'], detail: 'A thermometer in the lid shows when the water is right for green tea, black tea or coffee' },
      skillet: { does: ['sears and never sticks', 'goes from hob to table'], of: ['cast iron', 'carbon steel'], detail: 'The handle stays cool for the first ten minutes, and the rim pours from both sides' },
      'bread knife': { does: ['cuts crust without crumbs', 'slices warm bread cleanly'], of: ['forged steel', 'Damascus-style steel'], detail: 'The teeth are rounded, so they glide through a soft crumb and need no sharpening for years' },
      'spice mill': { does: ['grinds fine or coarse', 'wakes up whole pepper'], of: ['walnut', 'olive wood'], detail: 'A ring at the foot sets the grind in twelve clear steps, from dust to flakes' },
      'mixing bowl': { does: ['stays put while you whisk', 'keeps dough warm for hours'], of: ['stoneware', 'glazed clay'], detail: 'A soft foot holds it at a tilt, and a spout in the rim pours batter without a mess' },
    },
  },
  lighting: {
    openings: ['Light that listens', 'Soft light, late nights', 'Glow where you need it'],
    occasions: ['beside the bed', 'over a long dinner', 'when the day gets short'],
    people: ['readers and night owls', 'rooms without a ceiling light', 'people who work after dark'],
    care: ['Wipe with a dry cloth.', 'Switch it off and let it cool before cleaning.'],
    products: {
      'desk lamp': { does: ['dims with a touch', 'leaves no glare on paper'], of: ['aluminium', 'powder-coated steel'], detail: 'Two joints and one spring keep the arm exactly where you leave it' },
      lantern: { does: ['lights a whole table', 'glows for forty hours'], of: ['brass', 'smoked glass'], detail: 'It charges by cable or by the small solar panel in its lid' },
      'night light': { does: ['fades before you wake', 'turns on when you stir'], of: ['frosted glass', 'soft silicone'], detail: 'A sensor tells a footstep from a passing car, so it stays dark when nobody is up' },
      'floor lamp': { does: ['turns a corner into a room', 'follows your chair'], of: ['ash wood', 'blackened steel'], detail: 'The shade swings a half circle and stops where your book is' },
      pendant: { does: ['hangs low over dinner', 'throws a circle of warm light'], of: ['linen', 'hand-blown glass'], detail: 'The cord is three metres long, and a knot in it sets the height' },
    },
  },
  garden: {
    openings: ['Grow a little every day', 'Hands in the soil', 'From seed to supper'],
    occasions: ['from the first frost on', 'on a narrow balcony', 'all through the summer'],
    people: ['balcony gardeners', 'people with more weeds than time', 'patient growers of tomatoes'],
    care: ['Brush off the soil and oil it in autumn.', 'Leave it out in the rain, but not in the frost.'],
    products: {
      trowel: { does: ['slips under any root', 'digs where spades cannot'], of: ['forged steel', 'copper alloy'], detail: 'Depth marks in the blade tell you when a bulb is deep enough' },
      planter: { does: ['waters itself for a week', 'keeps roots cool'], of: ['terracotta', 'recycled plastic'], detail: 'A hidden tank holds two litres, and a float shows when it is empty' },
      'watering can': { does: ['rains instead of splashing', 'reaches the back row'], of: ['zinc', 'galvanised steel'], detail: 'The long neck balances a full can, so your wrist does not have to' },
      'seed box': { does: ['remembers what to sow', 'keeps seeds dry'], of: ['cedar', 'tin'], detail: 'Twelve dividers, one for each month, stand behind the lid with room for notes' },
      secateurs: { does: ['cut clean and heal fast', 'fit small hands'], of: ['hardened steel', 'forged aluminium'], detail: 'The spring never falls out, and the blade can be changed with a coin' },
    },
  },
  stationery: {
    openings: ['Write it down', 'Small notes, big plans', 'Ideas deserve paper'],
    occasions: ['before the first meeting', 'on every train ride', 'at the end of the day'],
    people: ['list makers', 'students with too many subjects', 'people who think with a pen'],
    care: ['Keep it dry and it will outlive your plans.', 'Refills fit without tools.'],
    products: {
      notebook: { does: ['lies flat on every page', 'takes ink without bleeding'], of: ['cloth-bound paper', 'recycled paper'], detail: 'Pages are numbered, and three ribbons mark what you are in the middle of' },
      'fountain pen': { does: ['starts at the first stroke', 'never blots in a pocket'], of: ['resin', 'brushed brass'], detail: 'A window in the barrel shows the ink, and the cap posts without a click' },
      'desk calendar': { does: ['shows the whole quarter', 'makes room for Mondays'], of: ['card', 'birch wood'], detail: 'The sheets tear off cleanly, and their backs are ruled for shopping lists' },
      'pencil case': { does: ['opens into a tray', 'holds forty pencils'], of: ['waxed canvas', 'felt'], detail: 'It stands by itself on a desk and folds to the width of two fingers' },
      'letter set': { does: ['makes people write back', 'turns news into a gift'], of: ['cotton paper', 'laid paper'], detail: 'Twenty sheets, twenty envelopes and one card that says how to fold them' },
    },
  },
  travel: {
    openings: ['Pack less, see more', 'Ready when the train is', 'Far away, well packed'],
    occasions: ['on the night train', 'for a weekend or a month', 'through every gate'],
    people: ['carry-on travellers', 'people who miss their connections', 'families with one free hand'],
    care: ['Wash cold and hang it up to dry.', 'Wipe clean; the lining comes out.'],
    products: {
      backpack: { does: ['opens like a suitcase', 'carries like half its weight'], of: ['recycled nylon', 'waxed cotton'], detail: 'Your laptop lies flat against your back, and your passport sleeps behind a hidden zip' },
      'packing cube': { does: ['halves a winter coat', 'keeps shirts unwrinkled'], of: ['ripstop nylon', 'mesh'], detail: 'A second zip presses the air out, so that six days fit into three' },
      'travel mug': { does: ['keeps tea hot till noon', 'never leaks in a bag'], of: ['stainless steel', 'ceramic-lined steel'], detail: 'One hand opens it, and the lid comes apart into two pieces for cleaning' },
      'neck pillow': { does: ['holds your head upright', 'packs to a fist'], of: ['merino wool', 'memory foam'], detail: 'A soft hook closes it under the chin, where other pillows give up' },
      'rain jacket': { does: ['folds into its own pocket', 'breathes on the climb'], of: ['sealed nylon', 'recycled polyester'], detail: 'The hood turns with your head, and the seams are taped from the inside' },
    },
  },
  audio: {
    openings: ['Hear the room', 'Music, nothing else', 'Turn it down, hear more'],
    occasions: ['on the way to work', 'in a room full of noise', 'for one more record'],
    people: ['careful listeners', 'people who share a wall', 'record collectors'],
    care: ['Dust it with a soft brush.', 'Keep the contacts dry.'],
    products: {
      headphones: { does: ['hush the street', 'play for thirty hours'], of: ['aluminium', 'vegan leather'], detail: 'Every part can be changed: pads, cable, battery and headband' },
      'bookshelf speaker': { does: ['fills a room at low volume', 'sounds larger than it is'], of: ['birch plywood', 'bamboo'], detail: 'It measures the wall behind it and takes the boom out of the bass' },
      'record player': { does: ['spins without a tremor', 'lifts its own arm'], of: ['walnut', 'acrylic'], detail: 'The motor stands apart on rubber feet, so that nothing reaches the needle' },
      radio: { does: ['finds stations by itself', 'wakes you with birdsong'], of: ['oak', 'pressed tin'], detail: 'One large knob tunes, one small knob turns it off, and there is no menu at all' },
      microphone: { does: ['forgives a bad room', 'makes every voice warm'], of: ['brass', 'steel mesh'], detail: 'A foam ring holds it free of the stand, and a light shows when you are too loud' },
    },
  },
  fitness: {
    openings: ['Move first', 'One more round', 'Stronger by Friday'],
    occasions: ['before breakfast', 'between two calls', 'in the living room'],
    people: ['beginners who mean it', 'runners on rest days', 'people who sit too much'],
    care: ['Air it after every session.', 'Wipe with soap and water.'],
    products: {
      'yoga mat': { does: ['grips wet or dry', 'rolls out flat'], of: ['cork', 'natural rubber'], detail: 'A fine line down the middle shows whether your feet are where they should be' },
      'jump rope': { does: ['turns without a tangle', 'counts every jump'], of: ['braided steel', 'beech and cotton'], detail: 'The bearings turn in both planes, and the cable is cut to your height in a minute' },
      kettlebell: { does: ['grows with your strength', 'stands without rolling'], of: ['cast iron', 'powder-coated iron'], detail: 'Plates lock inside it, from four kilograms up to twelve, without a tool' },
      'foam roller': { does: ['finds the sore spot', 'loosens a stiff back'], of: ['dense foam', 'cork'], detail: 'One half is smooth, one half is ridged, and the core holds a towel and keys' },
      'water bottle': { does: ['reminds you to drink', 'stays cold on the track'], of: ['steel', 'clear copolyester'], detail: 'Marks on the side turn two litres into eight small promises' },
    },
  },
  pets: {
    openings: ['Happy paws', 'For the best friend you have', 'Good dog, better walk'],
    occasions: ['on muddy mornings', 'after the long walk', 'when guests arrive'],
    people: ['dogs who pull and people who hold', 'indoor cats with outdoor dreams', 'nervous puppies'],
    care: ['The cover goes into the machine at forty degrees.', 'Hose it down and let it drip dry.'],
    products: {
      'dog bed': { does: ['cools in July', 'eases old joints'], of: ['linen', 'memory foam'], detail: 'The rim is soft enough for a chin and firm enough to lean on' },
      leash: { does: ['softens every pull', 'glows after dark'], of: ['climbing rope', 'leather'], detail: 'A second handle near the collar keeps you close at the crossing' },
      'cat tower': { does: ['survives sharp claws', 'fits behind a door'], of: ['sisal and birch', 'cardboard and cork'], detail: 'Three levels, one cave and a ball on a string that nobody has defeated yet' },
      'feeding bowl': { does: ['slows hungry eaters', 'stays where it is put'], of: ['stoneware', 'bamboo fibre'], detail: 'Ridges in the bottom turn one minute of dinner into seven' },
      'chew toy': { does: ['outlasts the couch', 'cleans teeth in play'], of: ['natural rubber', 'cotton rope'], detail: 'It floats, it bounces sideways, and there is room inside for a biscuit' },
    },
  },
};

const COLOURS = ['Amber', 'Slate', 'Coral', 'Moss', 'Ivory', 'Indigo', 'Copper', 'Sage', 'Plum', 'Saffron', 'Ash', 'Teal'];
const PLACES = ['Harbor', 'Meadow', 'Willow', 'Summit', 'Hollow', 'Lantern Hill', 'Orchard', 'Ferry', 'Quarry', 'Brook'];
const VOICES = ['a tester', 'our neighbour', 'a first customer', 'a careful reviewer', 'one long-time user'];

const random = mulberry32(SEED);
const pick = (choices) => choices[Math.floor(random() * choices.length)];
const chance = (share) => random() < share;
const isPlural = (noun) => noun === 'headphones' || noun === 'secateurs';
const withArticle = (phrase) => `${/^[aeiou]/.test(phrase) ? 'an' : 'a'} ${phrase}`;
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** The tagline names what the product does; which of the forms it takes depends on the category's tone. */
function tagline({ openings, occasions }, noun, product, colour) {
  const does = pick(product.does);
  const article = (phrase) => (isPlural(noun) ? phrase : withArticle(phrase));
  const forms = [
    () => `${pick(openings)}: ${article(`${colour} ${noun}`)} that ${does}.`,
    () => `${capital(article(`${noun}`))} that ${does}, ${pick(occasions)}.`,
    () => `${pick(openings)}. ${capital(article(noun))} that ${does}.`,
  ];
  return pick(forms)();
}

function description({ occasions, people, care }, noun, product, name, colour) {
  const material = pick(product.of);
  const verb = isPlural(noun) ? 'are' : 'is';
  const it = isPlural(noun) ? 'they' : 'it';
  const [first, second] = product.does;
  const opening = pick([
    () => `The ${name} ${verb} made of ${material} for ${pick(people)}.`,
    () => `Meet the ${name}: ${material}, finished in ${colour}, and built for ${pick(people)}.`,
    () => `We made the ${name} in ${material}, because ${pick(people)} asked for something that lasts.`,
  ])();
  const middle = pick([
    () => `${product.detail}.`,
    () => `${product.detail}, and ${it} ${first}.`,
    () => `${capital(it)} ${first}, ${it} ${second}, and ${it} ${verb} at home ${pick(occasions)}.`,
  ])();
  const voice = chance(0.35)
    ? ` “It just works,” says ${pick(VOICES)}.`
    : chance(0.3)
      ? ` Or, as ${pick(VOICES)} put it: "${capital(it)} ${pick(product.does)}, and that is all I wanted."`
      : '';
  const closing = chance(0.5) ? `${chance(0.35) ? '\n\n' : ' '}${pick(care)}` : '';
  return `${opening} ${middle}${voice}${closing}`;
}

/** RFC 4180: a field with a comma, a quotation mark or a line break is quoted, its quotation marks doubled. */
const field = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const names = new Set();
const lines = [['name', 'category', 'tagline', 'description']];
while (lines.length <= ROWS) {
  const [category, grammar] = pick(Object.entries(CATEGORIES));
  const [noun, product] = pick(Object.entries(grammar.products));
  const [colour, place] = [pick(COLOURS), pick(PLACES)];
  const name = `${colour} ${place} ${noun.replace(/(^| )\w/g, (letter) => letter.toUpperCase())}`;
  if (names.has(name)) continue;
  names.add(name);
  const lower = colour.toLowerCase();
  lines.push([name, category, tagline(grammar, noun, product, lower), description(grammar, noun, product, name, lower)]);
}
process.stdout.write(`${lines.map((line) => line.map(field).join(',')).join('\n')}\n`);
