await import('../../../solutions/01-single-server/app.ts');
await new Promise(() => {});
