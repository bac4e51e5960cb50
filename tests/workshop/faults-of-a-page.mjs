// @ts-nocheck This runs in a browser, whose names the course's TypeScript doesn't know.

/**
 * What is wrong with how the page looks, a sentence each. It is sent to the browser as text, so it names nothing outside.
 * @returns {string[]}
 */
export function faultsOfAPage() {
  const faults = [];
  const width = document.documentElement.clientWidth;
  const told = (text) => `"${text.trim().replace(/\s+/g, ' ').slice(0, 60)}"`;

  if (document.documentElement.scrollWidth > width)
    faults.push(`the page is ${document.documentElement.scrollWidth} pixels wide, the window ${width}`);

  /** All lines of text that are seen, with where they are. */
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const isSeen = (element) => {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    for (let one = element; one; one = one.parentElement) if (getComputedStyle(one).clipPath !== 'none') return false;
    return true;
  };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || element.closest('style, script, title, desc') || !isSeen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      if (right > left) lines.push({ element, text: node.data, left, right, top, bottom });
    }
    for (const { 0: word, index } of node.data.matchAll(/[\p{L}\d.,]+/gu)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const [first, ...more] = range.getClientRects();
      if (more.some(({ top }) => top > first.top + 4)) faults.push(`the word ${told(word)} is broken`);
    }
  }
  if (lines.length === 0) faults.push('no text is seen');

  // A line's box is higher than its letters: its middle counts.
  const core = ({ top, bottom }) => ({ from: top + 0.2 * (bottom - top), to: bottom - 0.2 * (bottom - top) });
  lines.sort((a, b) => a.top - b.top);
  for (const [index, one] of lines.entries()) {
    for (const other of lines.slice(index + 1)) {
      if (other.top >= one.bottom) break;
      const [a, b] = [core(one), core(other)];
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      if (across > 1 && Math.min(a.to, b.to) - Math.max(a.from, b.from) > 1) faults.push(`${told(one.text)} overlaps ${told(other.text)}`);
    }
  }

  /** Red, green and blue from 0 to 255, and how opaque. */
  const colour = (text) => {
    const [red, green, blue, opaque = 1] = (/^rgba?\((.*)\)$/.exec(text)?.[1] ?? '0, 0, 0, 0').split(/[ ,/]+/).map(Number);
    return { red, green, blue, opaque };
  };
  const brightness = ({ red, green, blue }) => {
    const [r, g, b] = [red, green, blue].map((part) => (part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const found = colour(getComputedStyle(one).backgroundColor);
      if (found.opaque === 1) return found;
    }
    return colour(matchMedia('(prefers-color-scheme: dark)').matches ? 'rgb(18, 18, 18)' : 'rgb(255, 255, 255)');
  };
  const contrast = (text, element) => {
    const [low, high] = [brightness(colour(text)), brightness(behind(element))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const expectContrast = (text, paint, element) => {
    const least = element.matches('[aria-hidden=true]') ? 3 : 4.5; // a sign in a key is a drawing, not to be read
    const found = contrast(paint, element);
    if (found < least) faults.push(`${told(text)} has a contrast of ${found.toFixed(1)}, not of ${least}`);
  };

  for (const { element, text, left, right, top, bottom } of lines) {
    const style = getComputedStyle(element);
    const svg = element.closest('svg');
    const size = parseFloat(style.fontSize) * (svg ? element.getScreenCTM().a : 1);
    if (size < 12) faults.push(`the letters of ${told(text)} are ${size.toFixed(1)} pixels high, not 12`);
    expectContrast(text, svg ? style.fill : style.color, element);
    const box = svg?.getBoundingClientRect() ?? { left: 0, right: width, top: -Infinity, bottom: Infinity };
    if (left < box.left - 1 || right > box.right + 1 || top < box.top - 3 || bottom > box.bottom + 3) {
      faults.push(`${told(text)} goes beyond ${svg ? 'its drawing' : 'the window'}`);
    }
  }
  for (const cell of document.querySelectorAll('[data-column]')) {
    const before = getComputedStyle(cell, '::before');
    if (isSeen(cell) && before.content !== 'none') expectContrast(cell.dataset.column, before.color, cell);
  }
  return faults;
}
