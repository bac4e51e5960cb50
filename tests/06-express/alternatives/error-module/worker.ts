import { createServer } from 'node:http';
import { port } from '#given/port.ts';
import { app } from './app.ts';

createServer(app).listen(port);
