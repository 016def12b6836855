// How long a list of a hundred employees and their plans takes, from the last byte of its data to the frame that shows
// its last row. Not a test: a machine beside other load says little. `./just bench-web`
import { randomUUID } from "node:crypto";
import { cpus } from "node:os";
import type { Page } from "@playwright/test";
import { test } from "../support/test.js";

const ROWS = 100;
const ROUNDS = 20;
const BUDGET = 100;

declare global {
  interface Window {
    /** The moment at which the frame with all rows was drawn. */
    drawn?: Promise<number>;
    watch: () => void;
  }
}

/** Run in the page: promises the moment after the frame in which the table has all its rows. */
function watch(rows: number): void {
  window.watch = () => {
    window.drawn = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (document.querySelectorAll("tbody tr").length < rows) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          // a message is delivered once the frame is laid out and painted
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(null);
        });
      });
      observer.observe(document, { childList: true, subtree: true });
    });
  };
  window.watch();
}

async function round(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const drawn = (await window.drawn) ?? NaN;
    const answers = performance.getEntriesByType("resource").filter((entry) => entry.name.includes("/api/v1/employees?"));
    return drawn - ((answers.at(-1) as PerformanceResourceTiming | undefined)?.responseEnd ?? NaN);
  });
}

function tell(what: string, times: number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  const [median, p95] = [at(0.5), at(0.95)];
  const verdict = p95 <= BUDGET ? "within" : "ABOVE";
  console.log(`${what}: median ${median.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, ${verdict} ${BUDGET} ms (${ROWS} rows, ${times.length} rounds, ${cpus().length} cores)`);
}

test("overview", async ({ as }) => {
  test.setTimeout(180_000);
  const page = await as("manager");
  await page.route("**/api/v1/employees?*", async (route) => {
    const answer = await route.fetch();
    const json = (await answer.json()) as { items: Record<string, unknown>[]; total: number };
    const items = Array.from({ length: ROWS }, (_, index) => ({
      ...json.items[index % json.items.length],
      positionId: randomUUID(),
      plans: 8,
      counts: { notStarted: 12, started: 9, awaitingSignature: 4, rejected: 1, fulfilled: 60, expiring: 8, expired: 3 },
    }));
    await route.fulfill({ response: answer, json: { ...json, items, total: ROWS, nextCursor: null } });
  });
  await page.addInitScript(watch, ROWS);
  const arriving: number[] = [];
  const filtering: number[] = [];
  for (let count = 0; count < ROUNDS; count += 1) {
    await page.goto("/employees");
    arriving.push(await round(page));
    await page.evaluate(() => window.watch());
    await page.locator("a.ds-button[href*='scope=all']").click();
    filtering.push(await round(page));
  }
  tell("arriving at the page", arriving);
  tell("another filter on the page", filtering);
});
