// Opens pages in Chromium and looks at them: `node look.mjs < job.json`, one line on standard output for what is wrong.
// A job: {"base": URL, "pages": [[name, path, whole picture], …], "shots": folder, "browser": path or null, "axe": path}.
import chromium from '@sparticuz/chromium';
import { mkdirSync, readFileSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const job = JSON.parse(readFileSync(0, 'utf8'));
const SCREENS = [
  { name: 'screen', width: 1280, height: 900, least: 10 },
  { name: 'phone', width: 390, height: 844, least: 11.5 },
];
const SCHEMES = ['light', 'dark'];

const own = job.browser === null ? { executablePath: await chromium.executablePath(), args: chromium.args } : { executablePath: job.browser };
const browser = await puppeteer.launch({ ...own, args: [...(own.args ?? []), '--no-sandbox'], headless: 'shell' });
mkdirSync(job.shots, { recursive: true });

/** In the page: what is wider than the screen, and the smallest text that can be seen, in pixels as they are shown. */
function measured() {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  let smallest = { size: Infinity, text: '' };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const element = node.parentElement;
    if (!node.textContent.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || element.closest('title, desc, style, script, sup, .md-skip')) continue;
    const scale = element.ownerSVGElement ? element.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(element).fontSize) * scale;
    if (size < smallest.size) smallest = { size, text: node.textContent.trim().slice(0, 60) };
  }
  const shrunk = [...document.images]
    .filter((each) => each.naturalWidth > 0 && each.checkVisibility() && each.currentSrc.endsWith('.svg'))
    .map((each) => ({ source: each.currentSrc.split('/').pop(), scale: each.getBoundingClientRect().width / each.naturalWidth }));
  return { over, smallest, shrunk };
}

/** What leads on from a page as it is opened to what it is there for, by its path; both are looked at. */
const LEADS = {
  '/chooser/index.html': [
    async (page) => page.waitForSelector('#form:not([hidden])', { timeout: 300_000 }),
    async (page) => {
      await page.type('#nodes', '20');
      await page.click('button[type=submit]');
      await page.waitForSelector('#answer:not([hidden])', { timeout: 300_000 });
    },
  ],
};

async function look(page, [name, path, whole], screen, scheme) {
  const answer = await page.goto(job.base + path, { waitUntil: 'load' });
  if (!answer.ok()) return console.log(`${name} (${screen.name}, ${scheme}): answered with ${answer.status()}`);
  const [ready, ...steps] = LEADS[path] ?? [];
  await ready?.(page);
  await check(page, name, whole, screen, scheme);
  for (const [number, step] of steps.entries()) {
    await step(page);
    await check(page, `${name}-${number + 1}`, whole, screen, scheme);
  }
}

async function check(page, name, whole, screen, scheme) {
  const told = (what) => console.log(`${name} (${screen.name}, ${scheme}): ${what}`);
  const { over, smallest, shrunk } = await page.evaluate(measured);
  if (screen.name === 'phone') {
    if (over > 0) told(`is ${over} pixels wider than the screen`);
    for (const each of shrunk) if (each.scale < 0.85) told(`${each.source} is shown at ${Math.round(each.scale * 100)} % of its size`);
  }
  if (smallest.size < screen.least) told(`has text of ${smallest.size.toFixed(1)} pixels, less than ${screen.least}: ${smallest.text}`);
  await page.addScriptTag({ path: job.axe });
  // What a page is made of is the same in the dark; its colours are not.
  const rules = scheme === 'dark' ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {};
  const { violations } = await page.evaluate((chosen) => globalThis.axe.run(document, { ...chosen, resultTypes: ['violations'] }), rules);
  for (const each of violations) {
    if (!['serious', 'critical'].includes(each.impact)) continue;
    told(`${each.impact}: ${each.id}, ${each.help}: ${each.nodes.slice(0, 3).map((node) => node.target.join(' ')).join('; ')}`);
  }
  await page.screenshot({ path: `${job.shots}/${name}-${screen.name}-${scheme}.png`, fullPage: whole });
}

try {
  for (const screen of SCREENS) {
    for (const scheme of SCHEMES) {
      const page = await browser.newPage();
      await page.evaluateOnNewDocument(() => localStorage.clear()); // the site remembers the colours of a visit
      await page.setViewport({ width: screen.width, height: screen.height });
      await page.setCacheEnabled(false);
      await page.setBypassCSP(true); // axe is none of a page's own scripts
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      for (const each of job.pages) await look(page, each, screen, scheme);
      await page.close();
    }
  }
} finally {
  await browser.close();
}
