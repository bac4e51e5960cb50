import type { Contender } from '../contender.ts';
import oneProcess from './one-process.ts';

export default {
  ...oneProcess,
  name: 'control',
  what: 'one process once more: two that are the same must come out the same',
  role: 'control',
} satisfies Contender;
