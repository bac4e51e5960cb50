// What the text says: six coins all land on the same side in 2 of 64 cases, which is 1 in 32.
// prints: 3 coins: 2 of 8 alike
// prints: 5 coins: 2 of 32 alike
// prints: 6 coins: 2 of 64 alike
for (const coins of [3, 5, 6]) {
  const cases = Array.from({ length: 2 ** coins }, (_, number) => number.toString(2).padStart(coins, '0'));
  const alike = cases.filter((sides) => new Set(sides).size === 1);
  console.log(`${coins} coins: ${alike.length} of ${cases.length} alike`);
}
