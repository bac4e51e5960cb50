import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { difference } from '#workshop/compare/equal.ts';
import { watchCpus } from '#workshop/compare/machine.ts';
import type { Turn } from '#workshop/compare/result.ts';
import { type Random, bootstrap, jain, median, quantile, seeded, shuffled } from '#workshop/compare/statistics.ts';
import { judge } from '#workshop/compare/verdict.ts';
import { suite } from '#workshop/suite.ts';

// What a comparison says of figures whose truth is known.

/** Times a normal distribution around 1, and now and then far from it: a machine on which other things happen. */
function noise(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(normal * (random() < 0.1 ? 0.15 : 0.03));
}

/** Turns of a server of that speed; each round the whole machine may be faster or slower. */
function turns(speed: number, machine: readonly number[], random: Random, change: (round: number) => Partial<Turn> = () => ({})): Turn[] {
  return machine.map((pace, round) => ({ ...quiet, round, rate: speed * pace * noise(random), ...change(round) }));
}

const quiet: Turn = {
  round: 0,
  place: 0,
  answered: 100,
  rate: 100,
  failed: 0,
  timeouts: 0,
  connections: 16,
  generator: 0.4,
  steal: 0,
  elsewhere: 0.01,
  cpuPerAnswer: 1,
  memoryMB: 50,
  shares: [100],
};

const machineOf = (rounds: number, random: Random) => Array.from({ length: rounds }, () => 1 + random());

/** What is said of a server `times` as fast as one process. */
function verdictOn(times: number, random: Random, change?: (round: number) => Partial<Turn>, rounds = 8) {
  const machine = machineOf(rounds, random);
  const baseline = turns(1000, machine, random);
  const control = judge(turns(1000, machine, random), baseline, random);
  return { control, ...judge(turns(1000 * times, machine, random, change), baseline, random, control) };
}

suite('compare: judging', () => {
  for (const rounds of [6, 7, 8]) {
    test(`in at least 90 of 100 runs of ${rounds} rounds the intervals hold the truth, the order is right, and no verdict is wrong`, async () => {
      const random = seeded(rounds);
      const speeds = [0.6, 1, 1.9];
      const held = speeds.map(() => 0);
      let ordered = 0;
      for (let run = 0; run < 100; run++) {
        await setImmediate(); // servers of other tests live in this process
        const machine = machineOf(rounds, random);
        const baseline = turns(1000, machine, random);
        const equal = { verdict: 'no difference shown', ratio: { median: 1, low: 1, high: 1 } } as const;
        const found = speeds.map((speed) => judge(turns(1000 * speed, machine, random), baseline, random, equal));
        for (const [i, { ratio }] of found.entries()) {
          const truth = speeds[i] as number;
          if (ratio && ratio.low <= truth && truth <= ratio.high) held[i] = (held[i] ?? 0) + 1;
        }
        const medians = found.map(({ ratio }) => ratio?.median ?? NaN);
        if (medians.every((one, i) => i === 0 || one > (medians[i - 1] as number))) ordered++;
        assert.notEqual(found[0]?.verdict, 'faster');
        assert.notEqual(found[2]?.verdict, 'slower');
      }
      assert.equal(ordered, 100);
      for (const [i, count] of held.entries()) assert.ok(count >= 90, `${speeds[i]}: ${count} of 100`);
    });
  }

  test('of two that are the same, no difference is shown, in at least 90 of 100 runs', async () => {
    const random = seeded(1);
    let same = 0;
    for (let run = 0; run < 100; run++) {
      await setImmediate();
      if (verdictOn(1, random).verdict === 'no difference shown') same++;
    }
    assert.ok(same >= 90, `${same} of 100`);
  });

  const unfit: [name: string, change: (round: number) => Partial<Turn>, why: RegExp][] = [
    ['a generator at its limit', () => ({ generator: 0.95 }), /^the load generator was at its limit with it \(95% of a core\)$/],
    ['a failed request', (round) => ({ failed: round === 3 ? 1 : 0 }), /^1 request to it failed$/],
    ['late answers', () => ({ failed: 2, timeouts: 1 }), /^16 requests to it failed, 8 of them for want of an answer in time$/],
    [
      'a machine that is busy elsewhere',
      (round) => ({ elsewhere: round < 3 ? 0.4 : 0 }),
      /^the machine was busy elsewhere in 3 of 8 rounds \(with up to 40% of its CPU\), and 6 quiet ones are needed$/,
    ],
    ['a host that takes CPU', (round) => ({ steal: round < 3 ? 0.06 : 0 }), /^the machine was busy elsewhere in 3 of 8/],
  ];
  for (const [name, change, why] of unfit) {
    test(`${name} leads to no verdict, with the reason`, () => {
      const { verdict, ratio, why: told } = verdictOn(1.9, seeded(2), change);
      assert.deepEqual([verdict, ratio], ['not measurable', undefined]);
      assert.match(told ?? '', why);
    });
  }

  test('two rounds on a busy machine are left out, and six quiet ones say it', () => {
    const found = verdictOn(1.9, seeded(3), (round) => (round < 2 ? { elsewhere: 0.4, rate: 1 } : {}));
    assert.equal(found.verdict, 'faster');
    assert.ok((found.ratio?.low ?? 0) > 1.5);
  });

  test('five rounds are too few', () => {
    assert.match(verdictOn(1.9, seeded(4), undefined, 5).why ?? '', /^5 rounds of 6 that are needed$/);
  });

  test('where one process fails, or the generator is at its limit with it, nothing can be said of the others', () => {
    const random = seeded(5);
    const machine = machineOf(8, random);
    const judgeAgainst = (change: Partial<Turn>) => {
      const baseline = turns(1000, machine, random, () => change);
      const control = judge(turns(1000, machine, random), baseline, random);
      return judge(turns(1900, machine, random), baseline, random, control).why;
    };
    assert.equal(judgeAgainst({ failed: 1 }), '8 requests to one process failed');
    assert.match(judgeAgainst({ generator: 0.93 }) ?? '', /at its limit with one process/);
  });

  test('where the control comes out as different, nothing is said', () => {
    const random = seeded(6);
    const machine = machineOf(8, random);
    const baseline = turns(1000, machine, random);
    const control = judge(turns(1300, machine, random), baseline, random);
    assert.equal(control.verdict, 'faster');
    const { verdict, why } = judge(turns(1900, machine, random), baseline, random, control);
    assert.equal(verdict, 'not measurable');
    assert.match(why ?? '', /^the control, one process against itself, comes out as faster \(1\.\d\d to 1\.\d\d\)$/);
    const unmeasured = judge(turns(1900, machine, random), baseline, random, { ratio: undefined, verdict: 'not measurable', why: 'so' });
    assert.equal(unmeasured.why, "the control can't be measured: so");
  });

  test('a difference no larger than what the control shows is none', () => {
    const random = seeded(7);
    const even = (rate: number) => Array.from({ length: 8 }, (_, round): Turn => ({ ...quiet, round, rate: rate + round / 100 }));
    const control = judge(even(1020), even(1000), random); // 2%: two starts of a program
    assert.equal(control.verdict, 'no difference shown');
    assert.equal(judge(even(1015), even(1000), random, control).verdict, 'no difference shown');
    assert.equal(judge(even(985), even(1000), random, control).verdict, 'no difference shown');
    assert.equal(judge(even(1030), even(1000), random, control).verdict, 'faster');
    assert.equal(judge(even(970), even(1000), random, control).verdict, 'slower');
  });

  test('answers must be the same: status, headers, bytes; but for the time and who answers', () => {
    const headers = { 'content-type': 'text/plain', date: 'now', 'x-pid': '1' };
    const one = { status: 200, headers, body: Buffer.from('abc') };
    assert.equal(difference({ ...one, headers: { ...headers, date: 'then', 'x-pid': '2' } }, one), undefined);
    assert.match(difference({ ...one, status: 500 }, one) ?? '', /status 500 instead of 200/);
    assert.match(difference({ ...one, body: Buffer.from('abd') }, one) ?? '', /its body has other bytes/);
    assert.match(difference({ ...one, body: Buffer.from('ab') }, one) ?? '', /2 bytes instead of 3/);
    assert.match(difference({ ...one, headers: { ...headers, etag: '1' } }, one) ?? '', /one more header, etag/);
    assert.match(difference({ ...one, headers: { date: 'now', 'x-pid': '1' } }, one) ?? '', /lacks the header content-type/);
    assert.match(
      difference({ ...one, headers: { ...headers, 'content-type': 'a' } }, one) ?? '',
      /content-type is "a" instead of "text\/plain"/,
    );
  });

  test('the same seed gives the same order, and another one another', () => {
    const order = (seed: number) => shuffled([1, 2, 3, 4, 5, 6, 7, 8], seeded(seed)).join('');
    assert.equal(order(1), order(1));
    assert.notEqual(order(1), order(2));
    assert.equal([...order(3)].sort().join(''), '12345678');
  });

  test('quantiles, medians and Jain’s index', () => {
    assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3]), quantile([1, 2, 3, 4, 5], 0.25)], [2, 2.5, 2]);
    assert.ok(Number.isNaN(median([])));
    assert.deepEqual([jain([5, 5]), jain([10, 0]), jain([4])], [1, 0.5, 1]);
    const { low, median: middle, high } = bootstrap([2, 2, 2, 2, 2, 2], seeded(1));
    assert.deepEqual([low, middle, high], [2, 2, 2]);
  });

  test(
    'what others use of the CPUs is seen, and what the measured ones use is not taken for it',
    { skip: process.platform !== 'linux' },
    async () => {
      const busy = spawn(process.execPath, ['-e', 'process.send(0); for (;;);'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      try {
        await once(busy, 'message');
        const [asOther, asMeasured] = [watchCpus([]), watchCpus([busy.pid as number])];
        const end = performance.now() + 500;
        while (performance.now() < end); // the same span for both, in which nothing of ours waits
        const [other, measured] = [asOther(0), asMeasured(0)];
        assert.ok((measured.cpu ?? 0) > 0);
        assert.equal(other.cpu, 0);
        assert.ok((other.elsewhere ?? 0) > 0);
        assert.ok((measured.elsewhere ?? 1) < (other.elsewhere ?? 0));
      } finally {
        busy.kill('SIGKILL');
      }
    },
  );
});
