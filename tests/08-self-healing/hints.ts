import type { Hints } from '#workshop/lesson-tests.ts';
export const hints: Record<string, Hints> = {};
