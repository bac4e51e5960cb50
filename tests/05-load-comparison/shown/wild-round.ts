// What the text says: in one of six rounds something else took the machine while B had its turn. Only the median still tells what B is like.
// prints: ratio of the averages: 0.95
// prints: mean of the ratios: 0.95
// prints: median of the ratios: 1.10
// prints: as it happened: mean 2.03, median 1.64
const A = [100, 100, 100, 100, 100, 100];
const B = [110, 110, 110, 20, 110, 110];

const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const median = (six: number[]) => mean(six.toSorted((a, b) => a - b).slice(2, 4));
const each = B.map((rate, round) => rate / (A[round] ?? NaN));

console.log(`ratio of the averages: ${(mean(B) / mean(A)).toFixed(2)}`);
console.log(`mean of the ratios: ${mean(each).toFixed(2)}`);
console.log(`median of the ratios: ${median(each).toFixed(2)}`);

const happened = [1.55, 1.59, 1.69, 1.7, 1.58, 4.07];
console.log(`as it happened: mean ${mean(happened).toFixed(2)}, median ${median(happened).toFixed(2)}`);
