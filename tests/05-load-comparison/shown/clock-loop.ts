// What the text says: a loop until the clock says so counts waiting as work. Here the thread gets no CPU for 60 ms.
// prints: until 50 ms are over: 1 of 1000 rounds done
// prints: a fixed amount: 1000 of 1000 rounds done
const rounds = 1000;

/** Stands for the moment in which another process has the CPU: this thread sleeps. */
const waitForCpu = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);

let done = 0;
const end = performance.now() + 50;
while (done < rounds && performance.now() < end) {
  done++;
  if (done === 1) waitForCpu();
}
console.log(`until 50 ms are over: ${done} of ${rounds} rounds done`);

done = 0;
while (done < rounds) {
  done++;
  if (done === 1) waitForCpu();
}
console.log(`a fixed amount: ${done} of ${rounds} rounds done`);
