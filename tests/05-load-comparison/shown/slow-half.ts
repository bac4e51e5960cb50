// What the text says: the machine gets slower halfway. Contenders that are equal look different when one is measured after the other.
// prints: first all of A, then all of B: 0.50
// prints: in turns: 1.00 1.00 1.00 1.00 1.00 1.00
const machine = [200, 200, 200, 200, 200, 200, 100, 100, 100, 100, 100, 100]; // what anybody gets done in each of twelve turns

const sum = (rates: number[]) => rates.reduce((total, rate) => total + rate, 0);
const inTurns = Array.from({ length: 6 }, (_, round) => (machine[2 * round + 1] ?? NaN) / (machine[2 * round] ?? NaN));

console.log(`first all of A, then all of B: ${(sum(machine.slice(6)) / sum(machine.slice(0, 6))).toFixed(2)}`);
console.log(`in turns: ${inTurns.map((ratio) => ratio.toFixed(2)).join(' ')}`);
