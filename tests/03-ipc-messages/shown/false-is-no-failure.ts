// What the text says: process.send returns false when much is waiting to be sent. All of it arrives all the same, and in order.
// prints: some send returned false: true
// prints: 20000 messages arrived, in order: true
import cluster from 'node:cluster';

if (cluster.isPrimary) {
  const arrived: number[] = [];
  cluster.fork().on('message', ({ number, sawFalse }: { number?: number; sawFalse?: boolean }) => {
    if (number !== undefined) return void arrived.push(number);
    console.log('some send returned false:', sawFalse);
    console.log(
      `${arrived.length} messages arrived, in order:`,
      arrived.every((number, index) => number === index),
    );
  });
} else {
  let sawFalse = false;
  for (let number = 0; number < 20_000; number++) if (process.send?.({ number, more: 'x'.repeat(100) }) === false) sawFalse = true;
  process.send?.({ sawFalse }, () => process.disconnect());
}
