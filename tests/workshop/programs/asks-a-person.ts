import { createInterface } from 'node:readline/promises';

const port = await createInterface({ input: process.stdin, output: process.stdout }).question('Which port? ');
console.log(`Listening on ${port}`);
