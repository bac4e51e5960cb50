for await (const line of process.stdin) console.log(String(line));
await import('../../../solutions/01-single-server/app.ts');
