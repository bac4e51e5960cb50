// Declared first and exported last; a switch, a while loop, and a median that counts instead of sorting.
import { type Contender, type Ratios, type Round, type Verdict, bench } from '#given/bench.ts';

const order = (rounds: number) => {
  const turns: Contender[][] = Array.from({ length: rounds });
  let left = rounds;
  while (left-- > 0) turns[left] = left & 1 ? ['B', 'A'] : ['A', 'B'];
  return turns;
};

/** The number that has so many smaller ones before it, equal ones among themselves in the order of the list. */
function numberAt(place: number, numbers: readonly number[]): number {
  const isBefore = (a: number, i: number, b: number, j: number) => b < a || (b === a && j < i);
  return numbers.find((a, i) => numbers.filter((b, j) => isBefore(a, i, b, j)).length === place) ?? NaN;
}

function ratios(rounds: readonly Round[]): Ratios {
  const each = Array.from(rounds, (round) => round['B'] / round['A']);
  const half = each.length >> 1;
  const median = each.length % 2 ? numberAt(half, each) : 0.5 * numberAt(half - 1, each) + 0.5 * numberAt(half, each);
  return { median, each };
}

function verdict({ each }: Ratios, failed = 0, control?: Ratios): Verdict {
  switch (true) {
    case failed !== 0:
    case each.length < 6:
      return 'no verdict';
    case control !== undefined && side(control) !== none:
      return none;
    default:
      return side({ each });
  }
}

function side({ each }: Pick<Ratios, 'each'>): Verdict {
  const [least, most] = ends(each);
  if (least > 1) return 'faster';
  return most < 1 ? 'slower' : none;
}

const none = 'no difference shown';
const ends = (numbers: number[]): [least: number, most: number] => [Math.min.apply(null, numbers), Math.max.apply(null, numbers)];

await bench(import.meta, { ratios, order, verdict });

export { order, ratios, verdict };
