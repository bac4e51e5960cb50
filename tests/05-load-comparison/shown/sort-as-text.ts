// What the text says: without a function, sort() compares numbers as text.
// prints: [ 1.5, 10.5, 9 ]
// prints: [ 1.5, 9, 10.5 ]
const ratios = [9, 10.5, 1.5];

console.log(ratios.toSorted());
console.log(ratios.toSorted((a, b) => a - b));
