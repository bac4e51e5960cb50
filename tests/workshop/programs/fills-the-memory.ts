const kept: Buffer[] = [];
for (;;) kept.push(Buffer.alloc(10_000_000, 1));
