// Prints `instances` of the ecosystem file that is named, as it is computed here, and ends, whatever else the file has begun.
const { apps, default: all } = await import(process.argv[2] ?? '');
process.stdout.write(`${[apps ?? all.apps].flat()[0].instances}\n`, () => process.exit());
