// What the text says: a path that anybody may ask for, and that `new URL` can't read.
// prints: Invalid URL
try {
  new URL('//', 'http://localhost');
} catch (error) {
  console.log((error as Error).message);
}
