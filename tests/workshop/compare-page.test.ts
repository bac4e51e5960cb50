import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { Result } from '#workshop/compare/result.ts';
import { pageOf, writePage } from '#workshop/compare/page/page.ts';
import { suite } from '#workshop/suite.ts';
import { aResult } from './a-result.ts';
import { noBrowser, openBrowser } from './browser.ts';
import { faultsOfAPage } from './faults-of-a-page.mjs';
import { scratch, written } from './scratch.ts';

// The page of npm run compare, as a person sees it: in a real browser, wide and narrow, by day and by night.

/** Results of every kind: what is changed in a whole one, and how many charts there are then. */
const results: [name: string, charts: number, change: (result: Result) => void][] = [
  ['a whole run', 16, () => {}],
  [
    'an interrupted, quick run',
    6,
    (result) => {
      result.complete = false;
      result.settings.quick = true;
      result.cells = result.cells.slice(0, 10);
      for (const cell of result.cells.slice(7)) {
        Object.assign(cell, { ratio: undefined, verdict: 'not measurable', why: '3 rounds of 6 that are needed' });
        delete cell.latency;
      }
    },
  ],
  ['nothing measured', 0, (result) => (result.cells = [])],
  ['one workload', 4, (result) => (result.workloads = result.workloads.slice(2, 3))],
  [
    'a control that came out as faster',
    16,
    ({ cells }) => {
      for (const cell of cells) {
        if (cell.contender === 'control') Object.assign(cell, { ratio: { median: 1.2, low: 1.1, high: 1.3 }, verdict: 'faster' });
        else Object.assign(cell, { ratio: undefined, verdict: 'not measurable', why: 'the control comes out as faster (1.10 to 1.30)' });
      }
    },
  ],
  [
    'twelve contenders with long names, on 64 cores',
    16,
    (result) => {
      const model = result.contenders.at(-1) as Result['contenders'][number];
      for (let index = result.contenders.length; index < 14; index++) {
        const name = `a contender with quite a long name, number ${index}`;
        result.contenders.push({ ...model, name });
        for (const { name: workload } of result.workloads) {
          const cell = structuredClone(result.cells.find((one) => one.workload === workload && one.contender === model.name));
          if (!cell?.ratio || !cell.latency) throw new Error('the model has no figures');
          const times = 2 ** (index - 10);
          const ratio = { median: cell.ratio.median * times, low: (cell.ratio.low * times) / 1.5, high: cell.ratio.high * times * 1.5 };
          for (const turn of cell.turns) turn.shares = Array.from({ length: 64 }, (_, rank) => 64 - rank);
          result.cells.push({ ...cell, contender: name, ratio, latency: { rate: 123_456, p50: 0.004, p99: 1234.5, max: 98_765 } });
        }
      }
    },
  ],
  [
    'figures that the system does not tell',
    8,
    ({ cells }) => {
      for (const cell of cells) {
        for (const turn of cell.turns)
          Object.assign(turn, { steal: undefined, elsewhere: undefined, cpuPerAnswer: undefined, memoryMB: undefined });
        delete cell.jain;
        delete cell.latency;
      }
    },
  ],
];

suite('the page of a comparison', () => {
  test('what is put into it is text, whatever it holds', () => {
    const result = aResult();
    const hostile = `</script></style><img src=x onerror="alert(1)"> & '`;
    result.machine.cpu = hostile;
    for (const one of [...result.contenders, ...result.workloads]) Object.assign(one, { name: `${one.name} ${hostile}`, what: hostile });
    for (const cell of result.cells)
      Object.assign(cell, { contender: `${cell.contender} ${hostile}`, workload: `${cell.workload} ${hostile}` });
    result.skipped = [{ contender: hostile, why: hostile }];
    const page = pageOf(result);
    assert.deepEqual(page.match(/<img|<\/script/g), null);
    assert.equal(page.split('</style>').length, page.split('<style>').length);
  });

  test('it holds every turn of every round, to be saved', () => {
    const data = /base64,([^"]+)"/.exec(pageOf(aResult()))?.[1] ?? '';
    assert.deepEqual(JSON.parse(Buffer.from(data, 'base64').toString()), JSON.parse(JSON.stringify(aResult())));
  });
});

suite('the page of a comparison, in a browser', { skip: noBrowser }, () => {
  let browser: Browser;
  let page: Page; // one for all: to open another takes longer than to look at it
  before(async () => {
    browser = await openBrowser();
    page = await browser.newPage();
    page.setDefaultTimeout(120_000); // the machine may be busy
  });
  after(() => browser?.close());

  for (const [name, charts, change] of results) {
    test(`${name}: legible at 1280 and at 400 pixels, light and dark`, async () => {
      const result = aResult();
      change(result);
      const file = `${scratch}/${name}.html`;
      await writePage(result, file);
      assert.deepEqual(await look(page, file), { faults: [], charts });
    });
  }

  // Each way in which a page can be bad is noticed: the same page, spoilt.
  const spoilt: [name: string, html: string, fault: RegExp][] = [
    ['too wide', '<div style="width: 2000px">wide</div>', /^1280 light: the page is \d+ pixels wide, the window 1280$/],
    ['too wide when narrow', '<p style="width: 500px">wide</p>', /^400 dark: the page is \d+ pixels wide, the window 400$/],
    ['text over text', '<p>under</p><p style="margin-top: -2.2em">over</p>', /: "over" overlaps "under"$/],
    ['labels over labels', drawing('<text y="30">below</text><text y="34">above</text>'), /: "below" overlaps "above"$/],
    ['a label cut off', drawing('<text x="90" y="30">a long label</text>'), /: "a long label" goes beyond its drawing$/],
    ['a broken word', '<p style="width: 3em">52,196,123</p>', /: the word "52,196,123" is broken$/],
    ['small letters', '<p style="font-size: 11px">small</p>', /: the letters of "small" are 11.0 pixels high, not 12$/],
    ['small labels', drawing('<text y="30">small</text>', 400), /: the letters of "small" are 4.0 pixels high, not 12$/],
    ['pale text', '<p style="color: #888">pale</p>', /light: "pale" has a contrast of 3.5, not of 4.5$/],
    ['pale text in the dark', '<p style="color: #444">dim</p>', /dark: "dim" has a contrast of 1.9, not of 4.5$/],
    ['a pale label', drawing('<text y="30" fill="#888">pale</text>'), /light: "pale" has a contrast of 3.5, not of 4.5$/],
    ['a picture from elsewhere', '<img src="http://127.0.0.1:1/a.png" alt="">', /^loaded http:\/\/127\.0\.0\.1:1\/a\.png$/],
    ['a program that fails', '<script>throw new Error("oh")</script>', /^said oh$/],
  ];
  for (const [name, html, fault] of spoilt) {
    test(`noticed: ${name}`, async () => {
      const result = aResult();
      result.cells = [];
      const { faults } = await look(page, written(`${name}.html`, pageOf(result).replace('</body>', `${html}</body>`)));
      assert.ok(
        faults.some((one) => fault.test(one)),
        `no fault is ${fault}. There were: ${faults.join('\n') || 'none'}`,
      );
    });
  }
});

function drawing(content: string, size = 100): string {
  return `<svg width="100" height="100" viewBox="0 0 ${size} ${size}" style="font-size: 16px; fill: currentColor">${content}</svg>`;
}

/** Looks at the page in every way that a person may; all its tables are opened. Counts the charts that are seen. */
async function look(page: Page, file: string): Promise<{ faults: string[]; charts: number }> {
  const faults: string[] = [];
  const url = pathToFileURL(file).href;
  page.on('request', (request) => request.url() === url || faults.push(`loaded ${request.url()}`));
  page.on('console', (message) => faults.push(`said ${message.text()}`));
  page.on('pageerror', ({ message }) => faults.push(`said ${message}`));
  try {
    await page.goto(url);
    await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
    const charts = new Set<number>();
    for (const width of [1280, 400]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        const found = await page.evaluate<string[]>(faultsOfAPage);
        faults.push(...found.map((fault) => `${width} ${colorScheme}: ${fault}`));
        charts.add(await seenCharts(page));
      }
    }
    assert.equal(charts.size, 1, 'as many charts are seen in a wide window as in a narrow one');
    return { faults, charts: [...charts][0] as number };
  } finally {
    page.removeAllListeners();
  }
}

const seenCharts = (page: Page): Promise<number> => page.locator('svg[role=img][aria-label]').filter({ visible: true }).count();
