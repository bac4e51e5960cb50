/** Text that is HTML already. */
export class Markup {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

type Part = Markup | string | number | undefined | readonly Part[];

/** A piece of HTML: what is put into it is text, and escaped, unless it is markup itself. */
export function markup(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(pieces.map((piece, index) => piece + htmlOf(parts[index])).join(''));
}

function htmlOf(part: Part): string {
  if (part instanceof Markup) return part.html;
  if (Array.isArray(part)) return part.map(htmlOf).join('');
  return String(part ?? '').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A sentence in which names stand between ** and **. */
export const sentence = (text: string): Markup[] =>
  text.split('**').map((part, index) => (index % 2 === 1 ? markup`<b>${part}</b>` : markup`${part}`));
