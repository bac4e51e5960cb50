// Given from self-healing on: how often and how soon a worker that died is replaced. Times are in milliseconds.

/** A worker that dies before it has served for so long has died early. */
export const stableAfter = 1_000;

/** So many early deaths in a row are made good. One more, and the program can't be helped. */
export const mostEarlyDeaths = 5;

/** The wait after the first early death. It doubles with each one more. */
export const firstDelay = 100;
