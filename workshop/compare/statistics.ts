import type { Interval } from './result.ts';

/** A random number from 0 up to 1. */
export type Random = () => number;

/** Random numbers that come out the same for the same seed (mulberry32, public domain). */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same things in an order by chance (Fisher and Yates). */
export function shuffled<T>(things: readonly T[], random: Random): T[] {
  const order = [...things];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}

/** The value below which a share of the values lies, between two of them where it falls between; NaN for none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const [below = NaN, above = NaN] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (above - below) * (place % 1);
}

/** The one in the middle. */
export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);

const resamples = 1_000;

/**
 * The median and its 95% bootstrap interval: as many values are drawn from the values themselves, again and again, and the medians of
 * these draws lie in it, but for the lowest and the highest few. Few values make the usual 2.5% too narrow, so it is fewer, as in the
 * expanded percentile interval of T. Hesterberg, What Teachers Should Know About the Bootstrap (2015).
 */
export function bootstrap(values: readonly number[], random: Random): Interval {
  const sorted = Float64Array.from(values).sort();
  const drawn = new Uint32Array(sorted.length);
  /** The value with so many drawn ones before it: how often each was drawn tells, without sorting again. */
  const after = (count: number) => sorted[drawn.findIndex((times) => (count -= times) < 0)] as number;
  const medians = Float64Array.from({ length: resamples }, () => {
    drawn.fill(0);
    for (let i = 0; i < sorted.length; i++) {
      const which = Math.floor(random() * sorted.length);
      drawn[which] = (drawn[which] ?? 0) + 1;
    }
    const place = (sorted.length - 1) / 2;
    return (after(Math.floor(place)) + after(Math.ceil(place))) / 2;
  });
  const tail = tailOf(sorted.length);
  return { median: median(sorted), low: quantile(medians, tail), high: quantile(medians, 1 - tail) };
}

/** What lies beyond each end, for n values: the normal distribution's share beyond Student's 97.5% point, stretched by the root of n / (n - 1). */
function tailOf(n: number): number {
  const freedom = n - 1;
  const student = 1.96 + 2.372 / freedom + 2.823 / freedom ** 2; // Cornish and Fisher's first terms
  const x = student * Math.sqrt(n / freedom);
  return 1 / (1 + Math.exp(0.07056 * x ** 3 + 1.5976 * x)); // within 0.0002 (Bowling and others, 2009)
}

/** How even shares are, by Jain's index: 1 if all are the same, 1/n if one of n has all; NaN for none. */
export function jain(shares: readonly number[]): number {
  const sum = shares.reduce((all, share) => all + share, 0);
  return sum ** 2 / (shares.length * shares.reduce((all, share) => all + share ** 2, 0));
}
