// What the text says: Number and parseInt take what is no number of milliseconds.
// prints: 0
// prints: 1000000000
// prints: 5
console.log(Number(''));
console.log(Number('1e9'));
console.log(parseInt('5 apples'));
