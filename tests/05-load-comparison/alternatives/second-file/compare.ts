import { bench } from '#given/bench.ts';
import { Comparing } from './comparing.ts';

// A class in a second file, its methods exported under the names that the checks call.

const comparing = new Comparing({ fewestRounds: 6 });
export const { order, ratios, verdict } = comparing;

await bench(import.meta, comparing);
