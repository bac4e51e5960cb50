// What the text says: in one of six rounds something else took the machine while B had its turn. Only the median still tells what B is like.
// prints: ratio of the averages: 0.95
// prints: mean of the ratios: 0.95
// prints: median of the ratios: 1.10
const A = [100, 100, 100, 100, 100, 100];
const B = [110, 110, 110, 20, 110, 110];

const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const each = B.map((rate, round) => rate / (A[round] ?? NaN));
const sorted = each.toSorted((a, b) => a - b);

console.log(`ratio of the averages: ${(mean(B) / mean(A)).toFixed(2)}`);
console.log(`mean of the ratios: ${mean(each).toFixed(2)}`);
console.log(`median of the ratios: ${mean(sorted.slice(2, 4)).toFixed(2)}`);
