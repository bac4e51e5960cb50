// What the text says: without a function, sort() compares numbers as text. And it changes the list itself; toSorted() doesn't.
// prints: [ 1.5, 10.5, 9 ]
// prints: [ 1.5, 9, 10.5 ]
// prints: after toSorted: [ 9, 10.5, 1.5 ]
// prints: after sort: [ 1.5, 10.5, 9 ]
const ratios = [9, 10.5, 1.5];

console.log(ratios.toSorted());
console.log(ratios.toSorted((a, b) => a - b));
console.log('after toSorted:', ratios);
ratios.sort();
console.log('after sort:', ratios);
