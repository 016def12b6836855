// How smoothly the matrix of a hundred employees and eighty requirements scrolls, in the browser it is read in. Each motion
// goes there and back, untraced for the time from frame to frame, and then traced for what a frame takes of the page's own
// thread; and how long a press of an arrow key takes. Not a test. `./just bench-web`
import { cpus, loadavg } from "node:os";
import type { CDPSession, Page, TestInfo } from "@playwright/test";
import type { Api } from "../support/api.js";
import { expectData } from "../support/api.js";
import { test } from "../support/test.js";

const EMPLOYEES = 100;
const REQUIREMENTS = 80;
/** Of sixty in a second, and the little by which clocks differ. */
const FRAME = 1000 / 60 + 0.5;
/** Pixels a frame; a row is 44 of them and a column 48. */
const MOTIONS = [
  ["one row a frame", 0, 44],
  ["three rows a frame", 0, 132],
  ["sideways, a third of a column a frame", 16, 0],
  ["sideways, a column a frame", 48, 0],
  ["diagonally, a third of a row and of a column a frame", 16, 15],
] as const;
/** There and back. */
const ROUNDS = 4;

/** A plan of so many requirements that so many have, each somewhere else in it; made as people make it. */
async function made(admin: Api): Promise<string> {
  const units = expectData(await admin.GET("/api/v1/units", { params: { query: { search: "Sykehuset Innlandet HF" } } }));
  const unit = units.items[0]?.id ?? "";
  const plan = expectData(await admin.POST("/api/v1/plans", { body: { ownerUnitId: unit, name: "SIHF-Felles-Stor matrise" } }));
  const params = { path: { id: plan.id } };
  for (const section of ["Først", "Så", "Videre", "Til slutt"]) {
    const now = expectData(await admin.POST("/api/v1/plans/{id}/sections", { params, body: { name: section } }));
    const path = { id: plan.id, sectionId: now.sections.at(-1)?.id ?? "" };
    for (let count = 1; count <= REQUIREMENTS / 4; count += 1) {
      const content = { name: `${section}: krav nummer ${count}`, learningMethod: "practice", documentationMethod: "self_registration" } as const;
      expectData(await admin.POST("/api/v1/plans/{id}/sections/{sectionId}/requirements", { params: { path }, body: { new: content } }));
    }
  }
  const whole = expectData(await admin.GET("/api/v1/plans/{id}", { params }));
  const places = whole.sections.flatMap((section) => section.requirements);
  const header = (version: number) => ({ "If-Match": `"${version}"` });
  expectData(await admin.POST("/api/v1/plans/{id}/activate", {
    params: { ...params, header: header(whole.version) }, body: { planRequirementIds: places.map((place) => place.id) },
  }));
  const session = expectData(await admin.GET("/api/v1/session"));
  const version = expectData(await admin.GET("/api/v1/plans/{id}", { params })).version;
  expectData(await admin.PUT("/api/v1/plans/{id}/owners", {
    params: { ...params, header: header(version) }, body: { documentOwnerId: session.personId, documentAuthorId: session.personId },
  }));
  expectData(await admin.PUT("/api/v1/plans/{id}/publications/{unitId}", { params: { path: { id: plan.id, unitId: unit } }, body: { withSubunits: true } }));
  const people: { positionId: string; personId: string }[] = [];
  for (let cursor: string | undefined; people.length < EMPLOYEES; ) {
    const page = expectData(await admin.GET("/api/v1/employees", { params: { query: { scope: "all", limit: 100, ...(cursor ? { cursor } : {}) } } }));
    people.push(...page.items);
    if (!page.nextCursor) break;
    cursor = page.nextCursor;
  }
  const some = people.filter((one) => one.personId !== session.personId).slice(0, EMPLOYEES);
  expectData(await admin.POST("/api/v1/assignments", { body: { planId: plan.id, positionIds: some.map((one) => one.positionId) } }));
  const ids = places.map((place) => place.requirement.id);
  for (const [at, one] of some.entries()) {
    const requirementIds = ids.filter((_, column) => (column * 7 + at * 3) % 5 < 3).slice(0, 50);
    expectData(await admin.POST("/api/v1/people/{personId}/standings/fulfil", {
      params: { path: { personId: one.personId } }, body: { requirementIds, performedOn: "2026-11-01" },
    }));
  }
  return plan.id;
}

/** Run in the page: scrolls so many pixels a frame until it can no more, there and back, and gives what lay between frames. */
async function scroll(page: Page, x: number, y: number, rounds: number): Promise<number[]> {
  return await page.evaluate(async ([x, y, rounds]) => {
    const frame = document.querySelector(".matrix");
    if (!frame) throw new Error("no matrix");
    const frames: number[] = [];
    for (let leg = 0; leg < 2 * rounds; leg += 1) {
      const way = leg % 2 ? -1 : 1;
      await new Promise<void>((done) => {
        let before: number | undefined;
        let [left, top] = [-1, -1];
        const step = (now: number): void => {
          performance.mark("frame");
          if (before !== undefined) frames.push(now - before);
          before = now;
          if (frame.scrollLeft === left && frame.scrollTop === top) return done();
          [left, top] = [frame.scrollLeft, frame.scrollTop];
          frame.scrollBy({ left: way * x, top: way * y, behavior: "instant" });
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      });
    }
    return frames;
  }, [x, y, rounds] as const);
}

function at(times: number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Of which the thread had the processor, where the browser knows. */
  tdur?: number;
}

/** What a frame took, in milliseconds. */
interface Work {
  /** All tasks of the page's own thread. */
  main: number;
  script: number;
  style: number;
  layout: number;
  /** What is to be painted is gathered, and handed over. */
  paint: number;
  /** All threads that turn it into pixels, together. */
  raster: number;
}

const PARTS: Record<string, Exclude<keyof Work, "main" | "raster">> = {
  FireAnimationFrame: "script",
  EventDispatch: "script",
  RunMicrotasks: "script",
  UpdateLayoutTree: "style",
  Layout: "layout",
  PrePaint: "paint",
  Paint: "paint",
  Layerize: "paint",
  Commit: "paint",
};

/** What the browser says that it did while the work ran. */
async function traced(browser: CDPSession, work: () => Promise<unknown>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  browser.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const categories = ["devtools.timeline", "blink.user_timing", "disabled-by-default-devtools.timeline", "cc"];
  await browser.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: categories, excludedCategories: ["*"] } });
  await work();
  const complete = new Promise((done) => browser.once("Tracing.tracingComplete", done));
  await browser.send("Tracing.end");
  await complete;
  return events;
}

/** From one frame of the page to the next. */
function frames(events: TraceEvent[]): Work[] {
  const page = events.find((event) => event.name === "FireAnimationFrame");
  if (!page) throw new Error("nothing was traced");
  const asked = events.filter((event) => event.name === "frame" && event.pid === page.pid).toSorted((a, b) => a.ts - b.ts);
  const all = asked.slice(1).map((): Work => ({ main: 0, script: 0, style: 0, layout: 0, paint: 0, raster: 0 }));
  const timed = events.filter((event) => event.dur !== undefined).toSorted((a, b) => a.ts - b.ts);
  // script may ask for layout: what lies within another is counted once, by its own name
  const inner: { part: keyof Work; until: number; work: Work }[] = [];
  let now = -1;
  for (const event of timed) {
    while (now + 1 < asked.length && event.ts >= (asked[now + 1]?.ts ?? Infinity)) now += 1;
    const work = all[now];
    const lasted = (event.tdur ?? event.dur ?? 0) / 1000;
    if (!work || event.pid !== page.pid) continue;
    if (event.name === "RasterTask") work.raster += lasted;
    if (event.tid !== page.tid) continue;
    const part = PARTS[event.name];
    if (!part) continue;
    while ((inner.at(-1)?.until ?? Infinity) <= event.ts) inner.pop();
    const within = inner.at(-1);
    if (within) within.work[within.part] -= lasted;
    else work.main += lasted;
    work[part] += lasted;
    inner.push({ part, until: event.ts + (event.dur ?? 0), work });
  }
  return all;
}

/** Those that the browser is started with and that have to do with drawing. */
function flags(info: TestInfo): string {
  const args = info.project.use.launchOptions?.args ?? [];
  return args.filter((arg) => /gpu|raster/.test(arg)).join(" ");
}

function tell(what: string, times: number[]): void {
  const kept = (100 * times.filter((time) => time <= FRAME).length) / times.length;
  console.log(`matrix, ${what}: ${kept.toFixed(1)} % of ${times.length} frames within 16.7 ms, median ${at(times, 0.5).toFixed(1)} ms, p95 ${at(times, 0.95).toFixed(1)} ms, p99 ${at(times, 0.99).toFixed(1)} ms`);
}

function tellWork(what: string, all: Work[]): void {
  const part = (name: keyof Work) => all.map((work) => work[name]);
  const parts = (["script", "style", "layout", "paint"] as const).map((name) => `${name} ${at(part(name), 0.5).toFixed(1)}/${at(part(name), 0.99).toFixed(1)}`);
  console.log(`matrix, ${what}: the page's thread median ${at(part("main"), 0.5).toFixed(1)} ms, p95 ${at(part("main"), 0.95).toFixed(1)} ms, p99 ${at(part("main"), 0.99).toFixed(1)} ms a frame (median/p99: ${parts.join(", ")}); pixels, on other threads, ${at(part("raster"), 0.5).toFixed(1)}/${at(part("raster"), 0.99).toFixed(1)} ms`);
}

test("matrix", async ({ as, apiAs, browser }) => {
  test.setTimeout(600_000);
  const plan = await made(await apiAs("trustAdmin"));
  const page = await as("trustAdmin");
  console.log(`matrix: ${EMPLOYEES} x ${REQUIREMENTS}, ${cpus().length} cores, Chromium ${browser.version()} with ${flags(test.info())}; load ${loadavg()[0]?.toFixed(1)}`);
  const drawn: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now();
    await page.goto(`/plan-status/${plan}`);
    await page.locator(".matrix .cell").first().waitFor();
    drawn.push(performance.now() - began);
  }
  console.log(`matrix, from the address to its cells: median ${at(drawn, 0.5).toFixed(0)} ms (server, download and start included)`);
  // once for the code to be compiled
  await scroll(page, 0, 44, 1);
  const cdp = await browser.newBrowserCDPSession();
  for (const [what, x, y] of MOTIONS) {
    tell(what, await scroll(page, x, y, ROUNDS));
    tellWork(what, frames(await traced(cdp, async () => await scroll(page, x, y, ROUNDS))));
  }
  const cells = await page.locator(".matrix [role=gridcell]").count();
  console.log(`matrix, cells drawn of ${EMPLOYEES * (REQUIREMENTS + 1)}: ${cells}`);
  await page.locator("#cell-1-1").focus();
  const keys: number[] = [];
  for (let count = 0; count < 60; count += 1) {
    const key = count % 2 ? "ArrowDown" : "ArrowRight";
    keys.push(
      await page.evaluate(async (key) => {
        const began = performance.now();
        const before = document.activeElement;
        before?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        while (document.activeElement === before) await new Promise((frame) => requestAnimationFrame(frame));
        return performance.now() - began;
      }, key),
    );
  }
  console.log(`matrix, an arrow key until the next cell has the focus: median ${at(keys, 0.5).toFixed(1)} ms, p95 ${at(keys, 0.95).toFixed(1)} ms (${keys.length})`);
});
