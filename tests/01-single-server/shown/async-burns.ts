// What the text says: `async` does not make a function wait. waiting() is called first, and burning() is over first.
// prints: burned
// prints: both were called
// prints: waited
import { setTimeout as sleep } from 'node:timers/promises';
import { burn } from '#given/burn.ts';

async function waiting() {
  await sleep(1);
  console.log('waited');
}

async function burning() {
  burn(50);
  console.log('burned');
}

void waiting();
void burning();
console.log('both were called');
