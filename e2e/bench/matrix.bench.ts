// How smoothly the matrix of a hundred employees and eighty requirements scrolls, in the browser it is read in: each frame
// from one to the next while it is scrolled down and across, and how long a press of an arrow key takes. Not a test.
// `./just bench-web`
import { cpus } from "node:os";
import type { CDPSession, Page } from "@playwright/test";
import type { Api } from "../support/api.js";
import { expectData } from "../support/api.js";
import { test } from "../support/test.js";

const EMPLOYEES = 100;
const REQUIREMENTS = 80;
/** Of sixty in a second, and the little by which clocks differ. */
const FRAME = 1000 / 60 + 0.7;

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

/** Run in the page: scrolls so many pixels a frame until it can no more, and gives what lay between the frames. */
async function scroll(page: Page, x: number, y: number): Promise<number[]> {
  return await page.evaluate(async ([x, y]) => {
    const frame = document.querySelector(".matrix");
    if (!frame) throw new Error("no matrix");
    const frames: number[] = [];
    await new Promise<void>((done) => {
      let before: number | undefined;
      let [left, top] = [-1, -1];
      const step = (now: number): void => {
        if (before !== undefined) frames.push(now - before);
        before = now;
        if (frame.scrollLeft === left && frame.scrollTop === top) return done();
        [left, top] = [frame.scrollLeft, frame.scrollTop];
        frame.scrollBy(x, y);
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    });
    return frames;
  }, [x, y] as const);
}

function at(times: number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** What the page itself has worked, in milliseconds of its thread: script, style and layout. */
async function worked(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  const parts = ["ScriptDuration", "RecalcStyleDuration", "LayoutDuration"];
  return metrics.filter((one) => parts.includes(one.name)).reduce((sum, one) => sum + one.value * 1000, 0);
}

function tell(what: string, frames: number[], work: number): void {
  const kept = (100 * frames.filter((frame) => frame <= FRAME).length) / frames.length;
  console.log(`${what}: ${kept.toFixed(1)} % of frames within 16.7 ms, median ${at(frames, 0.5).toFixed(1)} ms, p95 ${at(frames, 0.95).toFixed(1)} ms, longest ${at(frames, 1).toFixed(1)} ms, script, style and layout ${(work / frames.length).toFixed(1)} ms a frame (${frames.length} frames, ${EMPLOYEES} x ${REQUIREMENTS}, ${cpus().length} cores)`);
}

test("matrix", async ({ as, apiAs }) => {
  test.setTimeout(300_000);
  const plan = await made(await apiAs("trustAdmin"));
  const page = await as("trustAdmin");
  const drawn: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now();
    await page.goto(`/plan-status/${plan}`);
    await page.locator(".matrix .cell").first().waitFor();
    drawn.push(performance.now() - began);
  }
  console.log(`matrix, from the address to its cells: median ${at(drawn, 0.5).toFixed(0)} ms (server, download and start included)`);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  for (const [what, x, y] of [["down", 0, 20], ["up", 0, -20], ["across", 20, 0], ["back", -20, 0], ["down and across", 14, 14], ["three rows a frame", 0, -132]] as const) {
    const before = await worked(cdp);
    const frames = await scroll(page, x, y);
    tell(`matrix, scrolled ${what}`, frames, (await worked(cdp)) - before);
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
