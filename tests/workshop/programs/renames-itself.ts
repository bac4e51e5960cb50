process.title = 'x'.repeat(200);
await import('../../../solutions/01-single-server/app.ts');
