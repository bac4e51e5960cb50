for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
await import('../../../solutions/01-single-server/app.ts');
