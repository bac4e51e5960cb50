Math.random = () => 0.5;
console.log = () => {};
process.on = () => process;
JSON.stringify = () => 'nothing';
await import('../../../solutions/01-single-server/app.ts');
