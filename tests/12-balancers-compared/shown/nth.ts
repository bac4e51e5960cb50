// What the text says: a rule counts only what the rules before it have left. Twelve connections, three rules, each with its --every.
// prints: every 3, 2, 1: they take 4, 4 and 4, and 0 are left
// prints: every 3, 3, 3: they take 4, 3 and 2, and 3 are left
// prints: every 1, 2, 3: they take 12, 0 and 0, and 0 are left
for (const rules of [
  [3, 2, 1],
  [3, 3, 3],
  [1, 2, 3],
]) {
  const asked = rules.map(() => 0);
  const taken = rules.map(() => 0);
  let left = 0;
  for (let connection = 0; connection < 12; connection++) {
    const taker = rules.findIndex((every, i) => (asked[i] as number)++ % every === 0); // --packet 0: the first one of each `every`
    if (taker < 0) left++;
    else (taken[taker] as number)++;
  }
  console.log(`every ${rules.join(', ')}: they take ${taken.slice(0, 2).join(', ')} and ${taken[2]}, and ${left} are left`);
}
