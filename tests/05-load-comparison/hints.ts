import type { Hints } from '#workshop/lesson-tests.ts';

export const hints: Record<string, Hints> = {
  'A and B both have a turn in each round, and take turns at going first': [
    'What would A gain or lose if it always went first? How do two players of a game solve that?',
    'Array.from({ length: rounds }, (_, i) => …) calls your function with the number of the round, from 0. i % 2 is 0 for every other one.',
    "Return ['A', 'B'] where i % 2 is 0, and ['B', 'A'] where it isn't. A list that is made anew each time can't be changed by the next round.",
  ],
  'each ratio is taken within a round, and the median is the one in their middle': [
    'Which two figures were measured one right after the other? Those belong together. And which of six ratios is the one in the middle?',
    'rounds.map(({ A, B }) => …) for the ratios. toSorted((a, b) => a - b) sorts a copy by number; without the function it sorts as text.',
    'each is B / A. Sort a copy. With an odd count the median is sorted[(length - 1) / 2]; with an even one, the mean of sorted[length / 2 - 1] and sorted[length / 2].',
  ],
  'B is faster or slower only if nothing failed and at least six rounds all say so': [
    'Three questions, one after another: may anything be said? Do all rounds say the same? What do they say?',
    'Math.min(...each) and Math.max(...each) are the ends of the interval. It spans 1 if the least is at most 1 and the most is at least 1.',
    "verdict({ each }, failed): if (failed > 0 || each.length < 6) return 'no verdict'; if the interval spans 1 return 'no difference shown'; otherwise all of each are above 1 ('faster') or all below ('slower').",
  ],
  'compare.ts measures twice as fast as twice as fast, and equal as no difference': [
    'Here your file is run as a program. Do the checks above pass? Then look at what is not a function.',
    'bench(import.meta, { order, ratios, verdict }) measures; it is given your three functions.',
    'The last line of the file is: await bench(import.meta, { order, ratios, verdict });',
  ],
  'where requests fail compare.ts gives no verdict, and where answers never come it gives up': [
    'How does verdict learn that requests failed?',
    'bench calls verdict(ratios, failed): the number of failed requests is the second argument.',
    "Hand your own verdict to bench, unwrapped, and let it return 'no verdict' if failed is above 0. The exit code and the words are given.",
  ],
  'where A differs from A itself, no difference between A and B is shown': [
    'The control compares a program with itself. What should it find, and what does it mean if it finds something else?',
    'With --control, bench calls verdict(ratios, failed, control). Without it, control is undefined: control?: Ratios.',
    "If there is a control and its interval does not span 1, return 'no difference shown'. The same question twice: make a function of it, spansOne(each).",
  ],
};
