import type { LineStyle } from './LinePlot.tsx';

/** Pixels of the picture for one of the screen: sharp on every screen and in print. */
const SCALE = 2;
const HEADER = 52;
const PADDING = 12;
const SVG = 'http://www.w3.org/2000/svg';
/** What a picture of its own has to bring along, because no style sheet goes with it. */
const PROPERTIES = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linejoin',
  'paint-order',
  'font-size',
  'font-family',
] as const;

interface Caption {
  title: string;
  lines: readonly LineStyle[];
}

/** A chart as a PNG picture in the colours that it is seen in, with its title and legend. */
export async function chartImage(svg: SVGSVGElement, caption: Caption): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const size = { width: Math.round(width) + 2 * PADDING, height: Math.round(height) + HEADER + PADDING };
  const picture = document.createElementNS(SVG, 'svg');
  for (const [name, value] of Object.entries({ ...size, viewBox: `0 0 ${size.width} ${size.height}` })) {
    picture.setAttribute(name, String(value));
  }
  const style = getComputedStyle(svg);
  picture.append(shape('rect', { ...size, fill: getComputedStyle(document.body).backgroundColor }));
  picture.append(...header(caption, style));
  const chart = withOwnStyle(svg);
  chart.setAttribute('x', String(PADDING));
  chart.setAttribute('y', String(HEADER));
  picture.append(chart);

  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(picture))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = size.width * SCALE;
  canvas.height = size.height * SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))), 'image/png'),
  );
}

function header({ title, lines }: Caption, style: CSSStyleDeclaration): SVGElement[] {
  const text = { fill: style.color, 'font-family': style.fontFamily };
  const elements = [shape('text', { ...text, x: PADDING, y: 22, 'font-size': 14, 'font-weight': 600 }, title)];
  let x = PADDING;
  for (const { label, color, dashed } of lines) {
    const stroke = resolved(color, style);
    const dash = dashed ? { 'stroke-dasharray': '4 3' } : {};
    elements.push(shape('line', { x1: x, x2: x + 20, y1: 38, y2: 38, stroke, 'stroke-width': 3, ...dash }));
    elements.push(shape('text', { ...text, x: x + 26, y: 42, 'font-size': 12 }, label));
    // Twelve pixels a character are enough for the widest, a Chinese one.
    x += 46 + [...label].reduce((sum, character) => sum + (character > '\u2e7f' ? 12 : 6.5), 0);
  }
  return elements;
}

/** The colour behind `var(--name)`. */
function resolved(color: string, style: CSSStyleDeclaration): string {
  const [, name] = /^var\((--[\w-]+)\)$/.exec(color) ?? [];
  return name === undefined ? color : style.getPropertyValue(name).trim();
}

function withOwnStyle(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  for (const [index, element] of [copy, ...copy.querySelectorAll<SVGElement>('*')].entries()) {
    const style = getComputedStyle(originals[index] as SVGElement);
    for (const property of PROPERTIES) element.setAttribute(property, style.getPropertyValue(property));
    element.removeAttribute('style');
    element.removeAttribute('class');
  }
  return copy;
}

function shape(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = text;
  return element;
}
