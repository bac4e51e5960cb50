// Prints `instances` of the ecosystem file that is named, as it is computed here.
const { apps, default: all } = await import(process.argv[2] ?? '');
console.log([apps ?? all.apps].flat()[0].instances);
