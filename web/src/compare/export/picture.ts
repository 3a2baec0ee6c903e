import { defaultSides, type Experiment } from '../experiments/experiment.ts';
import type { Outcomes } from '../outcome.ts';
import { valueText } from '../value-text.ts';

export interface Colours {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly bad: string;
}

const width = 1100;
const margin = 28;
const columns = [margin, 430, 765] as const;
const characters = [58, 46, 46] as const;
const lineHeight = 19;

/** Lines of at most so many characters; a word that is longer is cut. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= most) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    for (; line.length > most; line = line.slice(most)) lines.push(line.slice(0, most));
  }
  return [...lines, line];
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Draws downwards: each call goes on below the one before. */
class Sheet {
  readonly #colours: Colours;
  #y = margin;
  #parts: string[] = [];

  constructor(colours: Colours) {
    this.#colours = colours;
  }

  /** Texts side by side, each in its column. */
  line(cells: readonly string[], colour: keyof Colours = 'text', weight = 400, size = 14): void {
    const wrapped = cells.map((cell, i) => wrap(cell, cells.length === 1 ? 140 : (characters[i] ?? 40)));
    const lines = Math.max(...wrapped.map((cell) => cell.length));
    wrapped.forEach((cell, i) =>
      cell.forEach((text, n) => {
        const at = `x="${columns[i]}" y="${this.#y + (n + 1) * lineHeight - 5}"`;
        this.#parts.push(`<text ${at} font-size="${size}" font-weight="${weight}" fill="${this.#colours[colour]}">${escaped(text)}</text>`);
      }),
    );
    this.#y += lines * lineHeight;
  }

  rule(): void {
    this.#y += 8;
    this.#parts.push(`<path d="M${margin} ${this.#y}H${width - margin}" stroke="${this.#colours.line}"/>`);
    this.#y += 6;
  }

  toString(): string {
    const height = this.#y + margin;
    const size = `width="${width}" height="${height}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="system-ui, sans-serif"><rect ${size} fill="${this.#colours.background}"/>${this.#parts.join('')}</svg>`;
  }
}

function drawOutcome(sheet: Sheet, experiment: Experiment, outcomes: Outcomes): void {
  const outcome = outcomes[experiment.id];
  sheet.rule();
  sheet.line([experiment.title, ...(experiment.sides ?? defaultSides)], 'text', 650);
  if (!outcome) sheet.line(['Not measured'], 'muted');
  else if (outcome.state === 'failed') sheet.line([`Failed: ${outcome.why}`], 'bad');
  else for (const { what, values } of outcome.rows) sheet.line([what, valueText(values[0]), valueText(values[1])]);
  sheet.line([`Not shown: ${experiment.limits}`], 'muted', 400, 12);
}

/** The table as an SVG document. */
export function toSvg(experiments: readonly Experiment[], outcomes: Outcomes, about: readonly (readonly [string, string])[], colours: Colours): string {
  const sheet = new Sheet(colours);
  sheet.line(['Virtual machine and container, measured with Drydock'], 'text', 650, 18);
  sheet.line([about.map(([name, value]) => `${name}: ${value}`).join(' · ')], 'muted', 400, 12);
  for (const experiment of experiments) drawOutcome(sheet, experiment, outcomes);
  return sheet.toString();
}

/** Twice the size, so that it is sharp when it is projected. @throws when the browser cannot draw it */
export async function toPng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser did not draw the picture.'))), 'image/png'),
  );
}
