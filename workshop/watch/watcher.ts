import { join } from 'node:path';
import { watch } from 'chokidar';
import { allLessons, root } from '../lessons.ts';
import type { Session } from './session.ts';

/** Tells the session of each save below the folder of its lesson: also by renaming, and of a file or folder that is made again. */
export function watchLessons(session: Session): { ready: Promise<void>; close(): Promise<void> } {
  const watcher = watch(join(root, 'lessons'), { ignoreInitial: true, depth: 3 });
  watcher.on('all', (event, path) => {
    const saved = allLessons().find(({ folder }) => path.startsWith(join(root, 'lessons', folder)));
    if (saved?.slug === session.lesson.slug) session.saved();
    else if (saved && event === 'change') session.savedAnother(saved);
  });
  return { ready: new Promise((resolve) => watcher.once('ready', resolve)), close: () => watcher.close() };
}
