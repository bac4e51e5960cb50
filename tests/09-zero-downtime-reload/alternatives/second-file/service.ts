import { answer } from '#given/answer.ts';
import { runWorker } from '#given/worker.ts';

// What the workers run. Change this line, reload, and the next answers come from the new version.
const greeting = 'Hello World';

runWorker((request, response) => void answer(request, response, greeting));
