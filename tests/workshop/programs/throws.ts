const port: number = Number(process.env['PORT']);

throw new Error(`no server on ${port} today`);
