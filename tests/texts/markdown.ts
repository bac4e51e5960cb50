import GithubSlugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root | Root['children'][number];

/** A code block of a text. */
export interface Block {
  /** Empty if none is named, as in a block that is only moved in. */
  language: string;
  lines: string[];
  /** What stands in an HTML comment right above it: where it is from. */
  source: string | undefined;
  /** Its first line in the text, from 1. */
  line: number;
}

/** A piece of a text, and the line on which it begins, from 1. */
export interface Piece {
  value: string;
  line: number;
}

/** A text of the course, taken apart. */
export interface Text {
  /** As a person types it, from the course's folder. */
  readonly path: string;
  /** The whole of it, front matter included. */
  readonly source: string;
  readonly headings: readonly (Piece & { depth: number })[];
  /** What may stand behind # in a link to this text: named as GitHub names its headings. */
  readonly anchors: ReadonlySet<string>;
  /** Where its links and pictures lead. */
  readonly links: readonly Piece[];
  /** `code` within a line, unless a link says what it is. */
  readonly code: readonly Piece[];
  readonly blocks: readonly Block[];
  /** The items of its lists, each with the heading of the second level above it. */
  readonly items: readonly (Piece & { heading: string })[];
}

/** Takes a Markdown text apart. */
export function readText(path: string, source: string): Text {
  const slugger = new GithubSlugger();
  const headings: (Piece & { depth: number })[] = [];
  const links: Piece[] = [];
  const code: Piece[] = [];
  const blocks: Block[] = [];
  const items: (Piece & { heading: string })[] = [];
  let heading = '';

  const visit = (node: Node, above: Node | undefined, linked: boolean): void => {
    const line = node.position?.start.line ?? 0;
    if (node.type === 'heading') headings.push({ value: wordsOf(node), depth: node.depth, line });
    if (node.type === 'heading' && node.depth === 2) heading = wordsOf(node);
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition') links.push({ value: node.url, line });
    if (node.type === 'inlineCode' && !linked) code.push({ value: node.value, line });
    if (node.type === 'listItem') items.push({ value: wordsOf(node), heading, line });
    if (node.type === 'code') {
      const comment = above?.type === 'html' ? /^<!-- (.*) -->$/.exec(above.value)?.[1] : undefined;
      const fenced = source.split('\n')[line - 1]?.includes('```') ?? false;
      blocks.push({ language: node.lang ?? '', lines: node.value.split('\n'), source: comment, line: fenced ? line + 1 : line });
    }
    if (!('children' in node)) return;
    for (const [index, child] of node.children.entries()) visit(child, node.children[index - 1], linked || node.type === 'link');
  };
  visit(fromMarkdown(source.replace(frontMatter, (lines) => lines.replace(/.+/g, ''))), undefined, false);
  return { path, source, headings, anchors: new Set(headings.map(({ value }) => slugger.slug(value))), links, code, blocks, items };
}

/** It is no Markdown; its lines count. */
const frontMatter = /^---\n[^]*?\n---\n/;

/** What a person reads of it, in one line. */
function wordsOf(node: Node): string {
  if ('value' in node) return node.type === 'html' ? '' : node.value.replace(/\s+/g, ' ');
  return 'children' in node ? node.children.map(wordsOf).join('') : '';
}
