import type { Mistake } from '#workshop/lesson-tests.ts';

const turns = 'A and B both have a turn in each round, and take turns at going first';
const within = 'each ratio is taken within a round, and the median is the one in their middle';
const agree = 'B is faster or slower only if nothing failed and at least six rounds all say so';
const measures = 'compare.ts measures twice as fast as twice as fast, and equal as no difference';
const refuses = 'where requests fail compare.ts gives no verdict, and where answers never come it gives up';
const controlled = 'where A differs from A itself, no difference between A and B is shown';

const orderLine = "return Array.from({ length: rounds }, (_, i) => (i % 2 === 0 ? ['A', 'B'] : ['B', 'A']));";
const eachLine = 'const each = rounds.map(({ A, B }) => B / A);';
const returnLine = 'return { each, median: median(each) };';
const evenLine = 'return sorted.length % 2 === 1 ? above : ((sorted[middle - 1] ?? NaN) + above) / 2;';
const sortLine = 'const sorted = numbers.toSorted((a, b) => a - b);';
const refuseLine = "if (failed > 0 || each.length < fewestRounds) return 'no verdict';";
const spanLine = "if (spansOne(each) || (control && !spansOne(control.each))) return 'no difference shown';";
const sideLine = "return Math.min(...each) > 1 ? 'faster' : 'slower';";
const spanFunction = 'Math.min(...each) <= 1 && Math.max(...each) >= 1';
const lastLine = 'await bench(import.meta, { order, ratios, verdict });';
const total = 'rounds.reduce((sum, { B }) => sum + B, 0) / rounds.reduce((sum, { A }) => sum + A, 0)';

export const mistakes: Mistake[] = [
  {
    name: 'all of A first, and then all of B',
    change: [[orderLine, "return [Array<Contender>(rounds).fill('A'), Array<Contender>(rounds).fill('B')];"]],
    fails: turns,
    says: 'measured on two different machines',
  },
  {
    name: 'all rounds of A, then all rounds of B',
    change: [[orderLine, "return Array.from({ length: rounds }, (_, i) => (i < rounds / 2 ? ['A', 'A'] : ['B', 'B']));"]],
    fails: turns,
    says: 'measured on two different machines',
  },
  {
    name: 'A goes first in each round',
    change: [[orderLine, "return Array.from({ length: rounds }, () => ['A', 'B']);"]],
    fails: turns,
    says: 'A goes first in every round',
  },
  {
    name: 'reverses one and the same list',
    change: [[orderLine, "const both: Contender[] = ['B', 'A'];\n  return Array.from({ length: rounds }, () => both.reverse());"]],
    fails: turns,
    says: 'goes first in every round',
  },
  {
    name: 'changes who goes first only now and then',
    change: [[orderLine, "return Array.from({ length: rounds }, (_, i) => (i % 3 === 0 ? ['A', 'B'] : ['B', 'A']));"]],
    fails: turns,
    says: 'B goes first in round 2 and again in round 3',
  },
  {
    name: 'one list of turns instead of rounds',
    change: [[orderLine, "return Array.from({ length: rounds * 2 }, (_, i) => (i % 4 === 0 || i % 4 === 3 ? 'A' : 'B')) as never;"]],
    fails: turns,
    says: 'a round is a list of two',
  },
  {
    name: 'a pair of rounds counts as one',
    change: [[orderLine, "return Array.from({ length: rounds * 2 }, (_, i) => (i % 2 === 0 ? ['A', 'B'] : ['B', 'A']));"]],
    fails: turns,
    says: 'twice as many',
  },
  {
    name: 'small letters',
    change: [[orderLine, "return Array.from({ length: rounds }, (_, i) => (i % 2 === 0 ? ['a', 'b'] : ['b', 'a'])) as never;"]],
    fails: turns,
    says: 'in capital letters',
  },
  {
    name: 'tosses a coin for who goes first',
    change: [[orderLine, "return Array.from({ length: rounds }, () => (Math.random() < 0.5 ? ['A', 'B'] : ['B', 'A']));"]],
    fails: turns,
    says: 'came out otherwise',
  },
  {
    name: 'goes on where the last call ended',
    change: [
      ['/** A and B take turns within', 'let turn = 0;\n\n/** A and B take turns within'],
      [orderLine, "return Array.from({ length: rounds }, () => (turn++ % 2 === 0 ? ['A', 'B'] : ['B', 'A']));"],
    ],
    fails: turns,
    says: 'a variable outside of the function remembers it',
  },
  {
    name: 'tosses a coin for who begins',
    change: [
      [
        orderLine,
        "const coin = Math.random() < 0.5 ? 0 : 1;\n  return Array.from({ length: rounds }, (_, i) => (i % 2 === coin ? ['A', 'B'] : ['B', 'A']));",
      ],
    ],
    fails: turns,
    says: 'came out otherwise',
  },
  {
    name: 'makes two rounds at a time',
    change: [
      [orderLine, "const all: Contender[][] = [];\n  for (let i = 0; i < rounds; i += 2) all.push(['A', 'B'], ['B', 'A']);\n  return all;"],
    ],
    fails: turns,
    says: 'an odd number comes out wrong',
  },
  {
    name: 'A B B A in each round',
    change: [[orderLine, "return Array.from({ length: rounds }, () => ['A', 'B', 'B', 'A']);"]],
    fails: turns,
    says: 'here it has more',
  },
  {
    name: 'a loop that begins at 1',
    change: [
      [
        orderLine,
        "const all: Contender[][] = [];\n  for (let i = 1; i < rounds; i++) all.push(i % 2 ? ['A', 'B'] : ['B', 'A']);\n  return all;",
      ],
    ],
    fails: turns,
    says: 'a loop from 0 ends before the number',
  },
  {
    name: 'a round as a text',
    change: [[orderLine, "return Array.from({ length: rounds }, (_, i) => (i % 2 === 0 ? 'AB' : 'BA')) as never;"]],
    fails: turns,
    says: 'a round is a list of two',
  },
  {
    name: 'braces and no return',
    change: [
      [orderLine, "Array.from({ length: rounds }, (_, i) => (i % 2 === 0 ? ['A', 'B'] : ['B', 'A']));\n  return undefined as never;"],
    ],
    fails: turns,
    says: 'comes to no return',
  },
  {
    name: 'A over B',
    change: [[eachLine, 'const each = rounds.map(({ A, B }) => A / B);']],
    fails: within,
    says: 'that is A over B',
  },
  {
    name: 'each B over the average of A',
    change: [
      [
        eachLine,
        'const average = rounds.reduce((sum, { A }) => sum + A, 0) / rounds.length;\n  const each = rounds.map(({ B }) => B / average);',
      ],
    ],
    fails: within,
    says: 'never put together',
  },
  {
    name: 'one ratio, of the averages',
    change: [[eachLine, `const each = [${total}];`]],
    fails: within,
    says: 'one ratio for each round',
  },
  {
    name: 'the ratio of the averages for the median',
    change: [[returnLine, `return { each, median: ${total} };\n  median(each);`]],
    fails: within,
    says: 'the average of B over the average of A',
  },
  {
    name: 'the ratio of the medians',
    change: [[returnLine, 'return { each, median: median(rounds.map(({ B }) => B)) / median(rounds.map(({ A }) => A)) };']],
    fails: within,
    says: 'the median of B over the median of A',
  },
  {
    name: 'the mean instead of the median',
    change: [[evenLine, 'return numbers.reduce((sum, number) => sum + number, 0) / numbers.length + 0 * above;']],
    fails: within,
    says: 'that is the mean of the ratios',
  },
  {
    name: 'the upper middle of an even count',
    change: [[evenLine, 'return above;']],
    fails: within,
    says: 'of an even count two stand in the middle',
  },
  {
    name: 'half of an odd length as an index',
    change: [['const middle = Math.floor(sorted.length / 2);', 'const middle = sorted.length / 2;']],
    fails: within,
    says: 'Is the place in the middle a whole number?',
  },
  {
    name: 'sort without a comparison',
    change: [[sortLine, 'const sorted = numbers.toSorted();']],
    fails: within,
    says: 'sorts numbers as text',
  },
  {
    name: 'forgets to sort',
    change: [[sortLine, 'const sorted = [...numbers];']],
    fails: within,
    says: 'the list as it came',
  },
  {
    name: 'sorts the ratios themselves',
    change: [[sortLine, 'const sorted = (numbers as number[]).sort((a, b) => a - b);']],
    fails: within,
    says: 'they no longer belong to their rounds',
  },
  {
    name: 'rounds the ratios',
    change: [[eachLine, 'const each = rounds.map(({ A, B }) => Math.round((100 * B) / A) / 100);']],
    fails: within,
    says: 'the ratios are rounded',
  },
  {
    name: 'ratios with toFixed',
    change: [[eachLine, 'const each = rounds.map(({ A, B }) => (B / A).toFixed(2) as unknown as number);']],
    fails: within,
    says: 'toFixed makes a text of it',
  },
  {
    name: 'B minus A',
    change: [[eachLine, 'const each = rounds.map(({ A, B }) => B - A);']],
    fails: within,
    says: 'that is B minus A',
  },
  {
    name: 'how much more B answered',
    change: [[eachLine, 'const each = rounds.map(({ A, B }) => (B - A) / A);']],
    fails: within,
    says: 'equal would be 0',
  },
  {
    name: 'goes through the places of the rounds',
    change: [
      [eachLine, 'const each: number[] = [];\n  for (const round in rounds) each.push((round as never)["B"] / (round as never)["A"]);'],
    ],
    fails: within,
    says: 'NaN comes of what is no number',
  },
  {
    name: 'keeps its list outside of the function',
    change: [
      ['export function ratios(', 'const each: number[] = [];\n\nexport function ratios('],
      [eachLine, 'for (const { A, B } of rounds) each.push(B / A);'],
    ],
    fails: within,
    says: 'the ratios of earlier calls',
  },
  {
    name: 'leaves out the first round',
    change: [[eachLine, 'const each = rounds.slice(1).map(({ A, B }) => B / A);']],
    fails: within,
    says: 'rounds are left out',
  },
  {
    name: 'sorts the rounds that it was given',
    change: [[eachLine, `${eachLine}\n  (rounds as Round[]).sort((a, b) => a.B / a.A - b.B / b.A);`]],
    fails: within,
    says: 'what it was given has changed',
  },
  {
    name: 'halfway between the least and the most',
    change: [[returnLine, 'return { each, median: (Math.min(...each) + Math.max(...each)) / 2 };\n  median(each);']],
    fails: within,
    says: 'the middle between the least and the most',
  },
  {
    name: 'the geometric mean',
    change: [[evenLine, 'return Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length) + 0 * above;']],
    fails: within,
    says: 'that is the geometric mean',
  },
  {
    name: 'halves one of the two in the middle',
    change: [[evenLine, 'return sorted.length % 2 === 1 ? above : (sorted[middle - 1] ?? NaN) + above / 2;']],
    fails: within,
    says: 'brackets around their sum are missing',
  },
  {
    name: 'the two after the middle',
    change: [[evenLine, 'return sorted.length % 2 === 1 ? above : ((sorted[middle + 1] ?? NaN) + above) / 2;']],
    fails: within,
    says: 'counted from 0?',
  },
  {
    name: 'a verdict in spite of errors',
    change: [[refuseLine, "if (each.length < fewestRounds) return 'no verdict';\n  void failed;"]],
    fails: agree,
    says: 'A server that fails may do so quickly',
  },
  {
    name: 'a few errors do not matter',
    change: [[refuseLine, "if (failed > 10 || each.length < fewestRounds) return 'no verdict';"]],
    fails: agree,
    says: 'only more of them are minded',
  },
  {
    name: 'a verdict from three rounds',
    change: [['const fewestRounds = 6;', 'const fewestRounds = 3;']],
    fails: agree,
    says: 'too few',
  },
  {
    name: 'more than six rounds',
    change: [['each.length < fewestRounds', 'each.length <= fewestRounds']],
    fails: agree,
    says: '6 rounds are enough',
  },
  {
    name: 'the verdict from the median alone',
    change: [
      ['export function verdict({ each }: Ratios', 'export function verdict({ each, median }: Ratios'],
      [spanLine, 'void control;\n  void spansOne;'],
      [sideLine, "return median > 1 ? 'faster' : median < 1 ? 'slower' : 'no difference shown';"],
    ],
    fails: agree,
    says: 'Look at the least and the most',
  },
  {
    name: 'the first and the last ratio for the least and the most',
    change: [[spanFunction, '(each[0] as number) <= 1 && (each.at(-1) as number) >= 1']],
    fails: agree,
    says: 'or the ends of the list',
  },
  {
    name: 'at least as fast is faster',
    change: [
      [spanFunction, 'Math.min(...each) < 1 && Math.max(...each) > 1'],
      [sideLine, "return Math.min(...each) >= 1 ? 'faster' : 'slower';"],
    ],
    fails: agree,
    says: 'exactly 1 is on neither side',
  },
  {
    name: 'slower is no difference',
    change: [[sideLine, "return Math.min(...each) > 1 ? 'faster' : 'no difference shown';"]],
    fails: agree,
    says: 'both are differences',
  },
  {
    name: 'slower and faster the wrong way round',
    change: [[sideLine, "return Math.min(...each) > 1 ? 'slower' : 'faster';"]],
    fails: agree,
    says: 'above 1, B is faster',
  },
  {
    name: 'a verdict in words of its own',
    change: [[sideLine, "return (Math.min(...each) > 1 ? 'B is faster' : 'B is slower') as Verdict;"]],
    fails: agree,
    says: 'one of four texts',
  },
  {
    name: 'asks for the failed requests last',
    change: [[`${refuseLine}\n  ${spanLine}`, `${spanLine}\n  ${refuseLine}`]],
    fails: agree,
    says: 'that, too, is a verdict',
  },
  {
    name: 'a majority of rounds is enough',
    change: [
      [spanLine, 'void control;\n  void spansOne;\n  const above = each.filter((ratio) => ratio > 1).length;'],
      [sideLine, "return above > each.length / 2 ? 'faster' : above < each.length / 2 ? 'slower' : 'no difference shown';"],
    ],
    fails: agree,
    says: 'Look at the least and the most',
  },
  {
    name: 'less than five percent is nothing',
    change: [[spanFunction, 'Math.min(...each) <= 1.05 && Math.max(...each) >= 0.95']],
    fails: agree,
    says: 'No margin is wanted',
  },
  {
    name: 'no verdict where the rounds disagree',
    change: [
      ["(control && !spansOne(control.each))) return 'no difference shown';", "(control && !spansOne(control.each))) return 'no verdict';"],
    ],
    fails: agree,
    says: 'is a result',
  },
  {
    name: 'Math.min of a list',
    change: [
      [spanFunction, 'Math.min(each as never) <= 1 && Math.max(each as never) >= 1'],
      [sideLine, "return Math.min(each as never) > 1 ? 'faster' : 'slower';"],
    ],
    fails: agree,
    says: 'Math.min of a list is NaN',
  },
  {
    name: 'takes a missing control for one that differs',
    change: [['(control && !spansOne(control.each))', '!spansOne(control?.each ?? [])']],
    fails: agree,
    says: 'what is undefined differs from nothing',
  },
  {
    name: 'sorts the ratios that it was given',
    change: [[sideLine, "each.sort((a, b) => a - b);\n  return (each[0] ?? 0) > 1 ? 'faster' : 'slower';"]],
    fails: agree,
    says: 'what it was given has changed',
  },
  {
    name: 'says nothing of a slower one',
    change: [[sideLine, "if (Math.min(...each) > 1) return 'faster';\n  return undefined as never;"]],
    fails: agree,
    says: 'comes to no return',
  },
  {
    name: 'forgets to export',
    change: [['export function verdict(', 'function verdict(']],
    fails: agree,
    says: 'write "export function" before it',
  },
  {
    name: 'nothing measures any more',
    change: [[lastLine, 'void bench;']],
    fails: measures,
    says: 'nothing measures',
  },
  {
    name: 'gives bench another verdict than it exports',
    change: [[lastLine, "await bench(import.meta, { order, ratios, verdict: ({ median }) => (median > 1 ? 'faster' : 'slower') });"]],
    fails: measures,
    says: 'bench is given other functions there',
  },
  {
    name: 'gives bench another order than it exports',
    change: [
      [lastLine, "await bench(import.meta, { order: (rounds) => Array.from({ length: rounds }, () => ['A', 'B']), ratios, verdict });"],
    ],
    fails: measures,
    says: 'bench is given other functions there',
  },
  {
    name: 'prints what it finds',
    change: [[refuseLine, `console.log(each);\n  ${refuseLine}`]],
    fails: measures,
    says: 'take your console.log out again',
  },
  {
    name: 'does not hand on how many requests failed',
    change: [[lastLine, 'await bench(import.meta, { order, ratios, verdict: (ratios) => verdict(ratios, 0) });']],
    fails: refuses,
    says: 'as the second argument',
  },
  {
    name: 'no control',
    change: [[spanLine, "if (spansOne(each)) return 'no difference shown';\n  void control;"]],
    fails: controlled,
    says: 'came out as a difference',
  },
  {
    name: 'the control must be 1 to the hundredth',
    change: [[spanLine, "if (spansOne(each) || (control && Math.abs(control.median - 1) > 0.005)) return 'no difference shown';"]],
    fails: controlled,
    says: 'came out as equal',
  },
  {
    name: 'lets the control differ by a twentieth',
    change: [[spanLine, "if (spansOne(each) || (control && Math.abs(control.median - 1) > 0.05)) return 'no difference shown';"]],
    fails: controlled,
    says: 'the control differs by little, and in each round',
  },
  {
    name: 'no verdict where the control differs',
    change: [
      [spanLine, "if (control && !spansOne(control.each)) return 'no verdict';\n  if (spansOne(each)) return 'no difference shown';"],
    ],
    fails: controlled,
    says: 'neither does it say that nothing was measured',
  },
  {
    name: 'the control vetoes on its own side only',
    change: [
      [
        spanLine,
        "if (spansOne(each) || (control && !spansOne(control.each) && Math.min(...control.each) > 1 === Math.min(...each) > 1)) return 'no difference shown';",
      ],
    ],
    fails: controlled,
    says: 'differs the other way',
  },
  {
    name: 'the control comes before the number of rounds',
    change: [[refuseLine, `if (control && !spansOne(control.each)) return 'no difference shown';\n  ${refuseLine}`]],
    fails: controlled,
    says: '"no verdict" comes first',
  },
  {
    name: 'the control comes before the failed requests',
    change: [
      [
        refuseLine,
        `if (each.length < fewestRounds) return 'no verdict';\n  if (control && !spansOne(control.each)) return 'no difference shown';\n  ${refuseLine}`,
      ],
    ],
    fails: controlled,
    says: '1 request failed, whatever the control says',
  },
];
