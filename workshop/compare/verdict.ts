import { count } from '../failure.ts';
import type { Cell, Interval, Turn } from './result.ts';
import { type Random, bootstrap, median } from './statistics.ts';

/** What may be said, and why not more. */
export type Verdict = Pick<Cell, 'ratio' | 'verdict' | 'why'>;

/** Fewer rounds than this say nothing: six on one side of 1 are six coins landing alike, one chance in 32. */
export const leastRounds = 6;

/** From here on the generator is measured, and no longer the server; as a share of one core. */
const generatorLimit = 0.9;

/** A turn in which so much of all cores went elsewhere doesn't count. */
const limits = { steal: 0.05, elsewhere: 0.1 };

/** So far apart two starts of the same program may come out, and no more: their memory and their compiled code never lie quite alike. */
const likeness = 0.03;

/** Whether nothing else took much of the machine in that turn. */
export const isQuiet = ({ steal = 0, elsewhere = 0 }: Pick<Turn, 'steal' | 'elsewhere'>): boolean =>
  steal <= limits.steal && elsewhere <= limits.elsewhere;

/**
 * Judges the turns of a contender against those of one process, in the same rounds.
 * @param control what came of the same comparison of one process with itself; undefined for the control
 */
export function judge(turns: readonly Turn[], baseline: readonly Turn[], random: Random, control?: Verdict): Verdict {
  const rounds = turns.flatMap((turn) => {
    const base = baseline.find(({ round }) => round === turn.round);
    return base ? [{ turn, base }] : [];
  });
  const unfit = failures(turns, 'it') ?? failures(baseline, 'one process');
  if (unfit) return not(unfit);
  if (rounds.length < leastRounds) return not(`${count(rounds.length, 'round')} of ${leastRounds} that are needed`);
  const quiet = rounds.filter(({ turn, base }) => isQuiet(turn) && isQuiet(base));
  if (quiet.length < leastRounds) {
    const worst = Math.max(
      ...rounds.flatMap(({ turn, base }) => [turn, base]).map(({ steal = 0, elsewhere = 0 }) => Math.max(steal, elsewhere)),
    );
    return not(
      `the machine was busy elsewhere in ${rounds.length - quiet.length} of ${rounds.length} rounds (with up to ${percent(worst)} of its CPU), and ${leastRounds} quiet ones are needed`,
    );
  }
  for (const [who, all] of [
    ['it', quiet.map(({ turn }) => turn)],
    ['one process', quiet.map(({ base }) => base)],
  ] as const) {
    const generator = median(all.map((turn) => turn.generator));
    if (generator >= generatorLimit) return not(`the load generator was at its limit with ${who} (${percent(generator)} of a core)`);
  }
  const ratio = bootstrap(
    quiet.map(({ turn, base }) => turn.rate / base.rate),
    random,
  );
  if (!control) return { ratio, verdict: spansOne(ratio) || Math.abs(ratio.median - 1) <= likeness ? 'no difference shown' : side(ratio) };
  if (!control.ratio) return not(`the control can't be measured: ${control.why}`);
  if (control.verdict !== 'no difference shown')
    return not(`the control, one process against itself, comes out as ${control.verdict} (${figures(control.ratio)})`);
  return { ratio, verdict: beyond(ratio, control.ratio) ? side(ratio) : 'no difference shown' };
}

const not = (why: string): Verdict => ({ ratio: undefined, verdict: 'not measurable', why });

const percent = (share: number) => `${Math.round(100 * share)}%`;

const figures = ({ low, high }: Interval) => `${low.toFixed(2)} to ${high.toFixed(2)}`;

const spansOne = ({ low, high }: Interval) => low <= 1 && high >= 1;

const side = ({ median }: Interval) => (median > 1 ? 'faster' : 'slower');

/** A difference counts where its interval keeps clear of 1 and of all that two starts of the same program showed, in either direction. */
function beyond({ low, high }: Interval, control: Interval): boolean {
  const most = Math.max(1, control.high, 1 / control.low);
  return low > most || high < 1 / most;
}

function failures(turns: readonly Turn[], who: string): string | undefined {
  const failed = turns.reduce((sum, turn) => sum + turn.failed, 0);
  const late = turns.reduce((sum, turn) => sum + turn.timeouts, 0);
  if (failed === 0) return undefined;
  return `${count(failed, 'request')} to ${who} failed${late > 0 ? `, ${late} of them for want of an answer in time` : ''}`;
}
