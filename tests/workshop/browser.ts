import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe', 'msedge.exe'];

const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((variable) =>
    ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'].map((path) =>
      join(process.env[variable] ?? '', path),
    ),
  ),
];

const paths = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
const executablePath = [...paths, ...usualPlaces].find((path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

/** Why a test that needs a browser can't run here; false if it can. */
export const noBrowser = executablePath
  ? false
  : 'there is no Chromium, Chrome or Edge: apt-get install chromium, brew install --cask chromium';

/** A headless browser. It ends with this process, however that ends: it notices that nobody holds the pipe any more. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: executablePath as string, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false });
