import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, type Judgement, type Outcome, judge } from '../checks.ts';
import { tellCourse } from '../course.ts';
import { firstFailing, nextHints } from '../hints.ts';
import { type Lesson, allLessons, learnersFile, readOn, root } from '../lessons.ts';
import { checksOf } from '../lesson-tests.ts';
import { changeProgress, isPassed, noteOutcomes, readProgress } from '../progress.ts';
import { filesOf, resetLesson } from '../reset.ts';
import { tellSolution } from '../solution.ts';
import { frontMatter } from '../text.ts';

/** Saves come in bursts (an editor writes twice, a formatter follows): one run for all within this time, in ms. */
const burst = 25;

/** What the files of a lesson hold. */
function contentOf({ folder }: Lesson): string {
  try {
    const files = readdirSync(join(root, 'lessons', folder), { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
    return files.map(({ parentPath, name }) => `${name}\n${readFileSync(join(parentPath, name), 'utf8')}`).join('\n');
  } catch {
    return ''; // one of them is gone, or just being renamed
  }
}

/**
 * A learner's session: one lesson after another, judged at each save. It knows nothing of the screen; `changed` is called whenever there is
 * something new to show.
 */
export class Session {
  lesson: Lesson;
  checks: readonly Check[] = [];
  /** As they come; undefined while a check is being judged. */
  outcomes: (Outcome | undefined)[] = [];
  state: 'predicting' | 'judging' | 'judged' = 'judging';
  /** Lines that a key brought: hints, the list, the differences. The next save takes them away. */
  notice: string[] = [];
  /** A question that y answers. */
  question: { text: string; yes: () => void } | undefined;

  readonly #changed: () => void;
  #judgement: Judgement | undefined;
  /** What the lesson's files held when the last run began. */
  #judged = '';
  #run = 0;
  #over = false;
  #timer: NodeJS.Timeout | undefined;
  /** One run ends before the next begins. */
  #turn: Promise<void> = Promise.resolve();

  constructor(lesson: Lesson, changed: () => void) {
    this.lesson = lesson;
    this.#changed = changed;
  }

  /** Whether all but the ★ checks pass. */
  get passed(): boolean {
    return this.state === 'judged' && isPassed(this.checks, this.outcomes as Outcome[]);
  }

  /** Opens a lesson: asks for a prediction the first time, and judges. */
  async open(lesson: Lesson): Promise<void> {
    this.lesson = lesson;
    this.notice = [];
    this.checks = await checksOf(lesson);
    this.outcomes = this.checks.map(() => undefined);
    const asks = Object.keys(frontMatter(lesson).predict.choices).length > 0;
    if (asks && readProgress()?.predicted[lesson.slug] === undefined) {
      this.#cancel();
      this.state = 'predicting';
      this.#changed();
    } else this.judge();
  }

  /** A file of this lesson was saved. Where it holds what is being judged already, that goes on. */
  saved(): void {
    if (this.state === 'predicting' || (this.state === 'judging' && this.#judged !== '' && contentOf(this.lesson) === this.#judged)) return;
    this.#cancel();
    this.#timer = setTimeout(() => this.judge(), burst);
  }

  /** A file of another lesson was saved, which nothing checks now. */
  savedAnother({ number }: Lesson): void {
    this.#tell([
      `You saved a file of lesson ${number}, and this is lesson ${this.lesson.number}: n and p go to the next and the previous lesson.`,
    ]);
  }

  /** Judges the file as it is now; a run that is under way is ended first, and nothing of it is left. */
  judge(): void {
    if (this.#over) return;
    this.#cancel();
    this.notice = [];
    this.question = undefined;
    this.state = 'judging';
    this.#judged = contentOf(this.lesson);
    this.outcomes = this.checks.map(() => undefined);
    this.#changed();
    const run = this.#run;
    this.#turn = this.#turn.then(() => (run === this.#run ? this.#judgeNow(run) : undefined));
  }

  async #judgeNow(run: number): Promise<void> {
    const { lesson, checks } = this;
    const judgement = judge(learnersFile(lesson), checks);
    this.#judgement = judgement;
    const outcomes = judgement.outcomes.map(async (promise, index) => {
      const outcome = await promise;
      if (run !== this.#run) return;
      if (outcome.state === 'failed') outcome.failure.readOn = readOn(lesson, outcome.failure.told.read);
      this.outcomes[index] = outcome;
      this.#changed();
    });
    const fault = await Promise.race([Promise.all(outcomes), judgement.ended]).then(
      () => undefined,
      (error: unknown) => error,
    );
    await judgement.end();
    if (run !== this.#run) return;
    if (fault === undefined) noteOutcomes(lesson, checks, this.outcomes as Outcome[]);
    else
      this.notice = [
        `The course itself failed here, not your program: ${String(fault)}`,
        'Your file is as you saved it. Enter runs again.',
      ];
    this.state = 'judged';
    this.#changed();
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#run++;
    void this.#judgement?.end();
  }

  /** Ends what is running; nothing begins any more. */
  async end(): Promise<void> {
    this.#over = true;
    this.#cancel();
    await this.#turn;
  }

  /** A key was pressed. */
  async press(key: string): Promise<void> {
    if (this.question) return this.#answer(key);
    if (this.state === 'predicting' && this.#predict(key)) return;
    const lessons = allLessons();
    const at = lessons.findIndex(({ slug }) => slug === this.lesson.slug);
    switch (key) {
      case 'n':
        return this.#go(lessons[at + 1], 'This is the last lesson.');
      case 'p':
        return this.#go(lessons[at - 1], 'This is the first lesson.');
      case 'h':
        return this.#hint();
      case 'l':
        return this.#tell(tellCourse(readProgress(), this.lesson));
      case 's': {
        const show = () => this.#tell(tellSolution(this.lesson));
        return this.passed ? show() : this.#ask(`Lesson ${this.lesson.number} isn't finished. See the worked answer all the same?`, show);
      }
      case 'r':
        return this.#ask(`Put the starter back into ${filesOf(this.lesson)}?`, () => {
          const done = resetLesson(this.lesson);
          this.judge();
          this.#tell([done]);
        });
      case '\r':
        return this.judge();
    }
  }

  /** A letter of a choice is a prediction, Enter skips it. */
  #predict(key: string): boolean {
    if (key !== '\r' && !(key in frontMatter(this.lesson).predict.choices)) return false;
    changeProgress(({ predicted }) => (predicted[this.lesson.slug] = key === '\r' ? 'skipped' : key));
    this.judge();
    return true;
  }

  async #hint(): Promise<void> {
    const failing = firstFailing(this.checks, this.outcomes);
    if (failing) return this.#tell([`For "${failing.name}":`, ...(await nextHints(this.lesson, failing))]);
    this.#tell([this.passed ? 'Every check passes. No hint is needed.' : 'No check has failed so far.']);
  }

  #go(lesson: Lesson | undefined, none: string): Promise<void> | void {
    if (lesson) return this.open(lesson);
    this.#tell([none]);
  }

  #ask(text: string, yes: () => void): void {
    this.question = { text, yes };
    this.#changed();
  }

  #answer(key: string): void {
    const { question } = this;
    this.question = undefined;
    if (key === 'y' || key === 'Y') question?.yes();
    this.#changed();
  }

  #tell(lines: string[]): void {
    this.notice = lines;
    this.#changed();
  }
}
