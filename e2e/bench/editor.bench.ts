// How quickly the editor of a plan of sixty requirements answers whoever works in it: from a key or a press to the frame
// that shows what came of it, as the browser itself measures it. Not a test. `./just bench-web`
import { cpus } from "node:os";
import { expectData } from "../support/api.js";
import { test } from "../support/test.js";

const ROUNDS = 15;

declare global {
  interface Window {
    /** What each press and key took, by kind. */
    took: Record<string, number[]>;
  }
}

/** Run in the page: the browser says what took longer than 16 ms; what did not, it counts. */
function listen(): void {
  window.took = {};
  const kinds = ["keydown", "click"];
  for (const type of kinds) addEventListener(type, () => (window.took[type] ??= []).push(8), true);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const times = kinds.includes(entry.name) ? window.took[entry.name] : undefined;
      if (times?.includes(8)) times[times.indexOf(8)] = entry.duration;
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
}

function tell(what: string, times: number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN).toFixed(0);
  console.log(`${what}: median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms (${times.length}, ${cpus().length} cores)`);
}

test("editor", async ({ as, apiAs }) => {
  test.setTimeout(240_000);
  const author = await apiAs("specialist");
  const units = expectData(await author.GET("/api/v1/units", { params: { query: { search: "Medisinsk sengepost 3" } } }));
  const plan = expectData(
    await author.POST("/api/v1/plans", { body: { ownerUnitId: units.items[0]?.id ?? "", name: "SIHF-Med-SP3-Stor plan" } }),
  );
  const params = { path: { id: plan.id } };
  for (const name of ["En", "To", "Tre"]) {
    const made = expectData(await author.POST("/api/v1/plans/{id}/sections", { params, body: { name } }));
    const path = { id: plan.id, sectionId: made.sections.at(-1)?.id ?? "" };
    for (let count = 1; count <= 20; count += 1) {
      const content = { name: `${name} krav ${count}`, learningMethod: "practice", documentationMethod: "self_registration" } as const;
      expectData(await author.POST("/api/v1/plans/{id}/sections/{sectionId}/requirements", { params: { path }, body: { new: content } }));
    }
  }
  const page = await as("specialist");
  await page.addInitScript(listen);
  await page.goto(`/manage/plans/${plan.id}`);
  const section = page.locator("section.section").last();
  const added: number[] = [];
  for (let count = 0; count < ROUNDS; count += 1) {
    await section.getByRole("button", { name: "Nytt krav", exact: true }).click();
    const name = page.getByRole("dialog").getByRole("textbox", { name: "Navn" });
    await name.waitFor();
    await page.keyboard.type(`Nytt krav nummer ${count}`);
    const began = performance.now();
    await page.keyboard.press("Enter");
    await section.getByText(`Nytt krav nummer ${count}`, { exact: true }).waitFor();
    added.push(performance.now() - began);
  }
  const took = await page.evaluate(() => window.took);
  tell("editor, a key typed", took["keydown"] ?? []);
  tell("editor, a button pressed", took["click"] ?? []);
  tell("editor, a requirement written, until it stands in the plan (server included)", added);
});
